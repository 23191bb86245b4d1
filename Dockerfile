# The relay and the widget that it serves, as an image that runs as nobody in particular. It is made of a clone, which it builds,
# or of the installed package, which is built already: `docker build -t parley node_modules/parley-chat`.
FROM node:22-alpine AS build
WORKDIR /app
COPY . .
RUN [ -f dist/cli.js ] || { npm ci --no-audit --no-fund && npm run build; }

FROM node:22-alpine
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
ENV NODE_ENV=production HOST=0.0.0.0
# Left to itself, Node lets some 300 MiB come together before it tidies up. The relay's memory, full to its bounds, takes two thirds of this.
ENV NODE_OPTIONS="--max-old-space-size=160 --max-semi-space-size=8"
EXPOSE 8787
# Where ADMIN_PORT is 0 there is nothing to ask: run it with --no-healthcheck.
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "const { ADMIN_HOST: host, ADMIN_PORT: port } = process.env; fetch(`http://${host || '127.0.0.1'}:${port || 9787}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["relay"]
