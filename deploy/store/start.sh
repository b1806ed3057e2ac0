#!/bin/sh
# Starts SeaweedFS with one identity, whose key and secret come from the environment.
set -eu
umask 077
cat > /tmp/s3.json <<JSON
{"identities": [{"name": "studio", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
  "credentials": [{"accessKey": "$STUDIO_S3_KEY", "secretKey": "$STUDIO_S3_SECRET"}]}]}
JSON
exec weed -logtostderr=true server -dir="${STORE_DIR:-/store}" -ip.bind="${STORE_BIND:-0.0.0.0}" \
  -master.telemetry=false -filer -s3 -s3.port="${STORE_PORT:-8333}" -s3.config=/tmp/s3.json
