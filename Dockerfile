# docker build -t muster . ; one volume (/data), no root, nothing else inside than the binary and root certificates.
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.cache/muster --mount=type=cache,target=/usr/local/cargo/registry scripts/build --release

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /data muster && install -d -o muster -g muster /data
COPY --from=build /src/target/release/muster /usr/local/bin/muster
USER muster
VOLUME /data
EXPOSE 8000
ENV MUSTER_LISTEN=0.0.0.0:8000 MUSTER_DATA_DIR=/data
# Wants MUSTER_BASE_URL: links in messages are made from it.
ENTRYPOINT ["muster"]
CMD ["serve"]
