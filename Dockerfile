# The relay and the widget that it serves, as an image that runs as nobody in particular.
FROM node:22-alpine AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund && npm run build

FROM node:22-alpine
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
ENV NODE_ENV=production HOST=0.0.0.0
# Left to itself, Node lets some 300 MiB come together before it tidies up. The relay's memory, full to its bounds, takes two thirds of this.
ENV NODE_OPTIONS="--max-old-space-size=160 --max-semi-space-size=8"
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:9787/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli.js"]
CMD ["relay"]
