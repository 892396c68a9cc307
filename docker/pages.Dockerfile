# The pages: Next.js' standalone server and nothing else of the build.
FROM node:24-bookworm-slim AS build

WORKDIR /srv/promptside/frontend
ENV NEXT_TELEMETRY_DISABLED=1
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY docs/openapi.json ../docs/openapi.json
COPY frontend .
RUN npm run build


FROM node:24-bookworm-slim

ARG BUILD=unknown
LABEL org.opencontainers.image.title="Promptside pages" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.revision="${BUILD}"

WORKDIR /srv/promptside
COPY --from=build /srv/promptside/frontend/.next/standalone ./

ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    HOSTNAME=0.0.0.0 \
    PORT=3000
USER 1000
EXPOSE 3000
STOPSIGNAL SIGTERM
CMD ["node", "server.js"]
