"""A bucket made ready: it exists, keeps versions, and clears away what was left half done."""

from typing import Any

from studio.storage.blobs import Prepared
from studio.storage.s3_wire import code_of

UNSENT_DAYS = 1
"""For files sent and never taken in, and for parts never put together."""
UNDO_DAYS = 30
"""For versions of what was deleted."""
UNKNOWN = ("NotImplemented", "501", "MethodNotAllowed", "405", "UnsupportedOperation")
OURS = ("BucketAlreadyOwnedByYou", "BucketAlreadyExists")
NO_BUCKET = ("404", "NoSuchBucket", "NotFound")


def prepare_bucket(client: Any, bucket: str, *, region: str, prefix: str, incoming: str) -> Prepared:
    """Make the bucket ready; may be repeated. What a server does not know is told, and is no error."""
    return Prepared(
        created=_create(client, bucket, region),
        versions=_if_known(
            client.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
        ),
        lifecycle=_if_known(
            client.put_bucket_lifecycle_configuration,
            Bucket=bucket,
            LifecycleConfiguration={"Rules": rules(prefix, incoming)},
        ),
    )


def rules(prefix: str, incoming: str) -> list[dict[str, Any]]:
    """The lifecycle rules; no rule ever expires the current version of a stored file."""
    return [
        _rule("unsent-files", incoming, Expiration={"Days": UNSENT_DAYS}),
        _rule("unsent-parts", prefix, AbortIncompleteMultipartUpload={"DaysAfterInitiation": UNSENT_DAYS}),
        _rule("deleted-files", prefix, NoncurrentVersionExpiration={"NoncurrentDays": UNDO_DAYS}),
    ]


def _rule(name: str, prefix: str, **action: Any) -> dict[str, Any]:
    return {"ID": name, "Status": "Enabled", "Filter": {"Prefix": prefix}, **action}


def _create(client: Any, bucket: str, region: str) -> bool:
    from botocore.exceptions import ClientError  # type: ignore[import-untyped]

    try:
        client.head_bucket(Bucket=bucket)
        return False
    except ClientError as error:
        if code_of(error) not in NO_BUCKET:
            raise
    where = {} if region in ("us-east-1", "auto") else {"LocationConstraint": region}
    try:
        client.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": where} if where else {}))
    except ClientError as error:
        if code_of(error) not in OURS:
            raise
        return False
    return True


def _if_known(call: Any, **values: Any) -> bool:
    from botocore.exceptions import ClientError

    try:
        call(**values)
    except ClientError as error:
        if code_of(error) in UNKNOWN:
            return False
        raise
    return True
