# The whole program in one image: the API, the console, the workers, and an embedded PostgreSQL for whoever sets no
# DATABASE_URL. See deploy/README.md.
FROM node:24-bookworm-slim AS build
WORKDIR /srv/pintumbler
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY scripts/prepare.mjs scripts/
COPY console console
COPY src src
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
WORKDIR /srv/pintumbler
COPY --from=build /srv/pintumbler ./
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4800 PINTUMBLER_DATA_DIR=/data
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 4800
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: a signal reaches the program itself.
ENTRYPOINT ["node", "src/main.ts"]
