"""Large files to a bucket: read once, hashed on the way, several parts under way, nothing left on failure."""

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import BadRequest
from studio.storage.s3_wire import TAKEN, checksum, code_of

PART_BYTES = 8 * 1024 * 1024
MOST_PARTS = 10_000
"""Of S3 and R2 alike."""
Part = dict[str, Any]


def part_sizes(size: int) -> list[int]:
    """The bytes of each part: all alike but the last, as R2 wants it."""
    part = max(PART_BYTES, -(-size // MOST_PARTS))
    full, rest = divmod(size, part)
    return [part] * full + [rest] * (rest > 0)


def file_in_parts(client: Any, target: dict[str, str], path: Path, sha256: str, *, lanes: int) -> None:
    """Send a file; it appears at its key whole, or not at all and with no parts left.

    Raises:
        BadRequest: The content is not the one `sha256` names.
    """
    started = client.create_multipart_upload(**target, ChecksumAlgorithm="SHA256")
    place = {"Bucket": target["Bucket"], "Key": target["Key"], "UploadId": started["UploadId"]}
    try:
        parts = _send(client, place, path, sha256, lanes)
        client.complete_multipart_upload(**place, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
    except BaseException as error:
        with suppress(Exception):  # the bucket's own rule clears what cannot be cleared now
            client.abort_multipart_upload(**place)
        if not _taken(error):
            raise


def _send(client: Any, place: dict[str, str], path: Path, sha256: str, lanes: int) -> list[Part]:
    whole, under_way, sent = hashlib.sha256(), deque[Future[Part]](), list[Part]()
    with ThreadPoolExecutor(lanes, thread_name_prefix="s3-part") as pool:
        for number, data in enumerate(_read(path), 1):
            whole.update(data)
            if len(under_way) >= lanes:
                sent.append(under_way.popleft().result())
            under_way.append(pool.submit(_send_part, client, place, number, data))
        sent.extend(part.result() for part in under_way)
    if whole.hexdigest() != sha256:
        raise BadRequest(f"{path.name} changed while it was stored", "store it again")
    return sent


def _read(path: Path) -> Iterator[bytes]:
    part = part_sizes(path.stat().st_size)[0]
    with path.open("rb") as file:
        while data := file.read(part):
            yield data


def _send_part(client: Any, place: dict[str, str], number: int, data: bytes) -> Part:
    told = checksum(data).text
    answer = client.upload_part(**place, PartNumber=number, Body=data, ChecksumSHA256=told)
    return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": told}


def _taken(error: BaseException) -> bool:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    return isinstance(error, ClientError) and code_of(error) in TAKEN
