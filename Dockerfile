# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# With the optional packages: the bundler of the browser application is one of them.
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY scripts ./scripts
COPY src ./src
COPY web ./web
RUN npm run build
# Node 24 is here already: the optional packages that bring it are left out, with other optional ones.
RUN npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
# The defaults listen for this machine only and write into the working directory; neither suits a container.
# Reached by another name than localhost, the server also needs ASSAY_ALLOWED_HOSTS (docs/configuration.md).
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=65536 \
    MALLOC_TRIM_THRESHOLD_=65536 \
    NODE_COMPILE_CACHE=/app/.cache \
    ASSAY_HOST=0.0.0.0 \
    ASSAY_PORT=8080 \
    ASSAY_PROJECTS_ROOT=/projects \
    ASSAY_STORAGE=/storage \
    ASSAY_BENCHMARKS_DIR=/storage/benchmarks
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY samples ./samples

# /projects holds the projects, and in /projects/jobs what their jobs have written. A named volume begins with the samples;
# a folder of the host, mounted there, must be writable for user 1000. /storage holds imported runs and the data of benchmarks.
COPY --chown=node:node samples /projects
RUN mkdir -p /storage/benchmarks .cache && chown node:node /projects /storage /storage/benchmarks .cache
USER node
# Loads the server once, so that every container starts from compiled code. The cache is kept by user.
RUN node --eval "import('./dist/app.js')"
VOLUME ["/projects", "/storage"]

EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.ASSAY_PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# One image for every role (docs/scaling.md): serve, serve --role api, or worker. No shell in between: the process itself gets the signals, and ends
# its jobs before it goes.
ENTRYPOINT ["node", "--max-semi-space-size=8", "dist/main.js"]
CMD ["serve"]
