/// <reference types="vitest/config" />
// How everything is built: the script tag's bundle, the npm entries for browsers, those for servers, and the demo page.
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { defineConfig, type BuildEnvironmentOptions, type Plugin, type UserConfig } from 'vite';
import { describeElement } from './.ci/describe-element.ts';
import { keepSecretsOut } from './.ci/keep-secrets-out.ts';
import { leanPreact } from './.ci/lean-preact.ts';
import { shortened } from './.ci/short-names.ts';

const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The languages besides English. */
const locales = readdirSync('src/widget/locales').map((file) => file.replace('.ts', ''));

/** Tests that stop the clock, replace modules, or count what their process takes. */
const lonely = ['client', 'connections', 'linear-time', 'mounting', 'once', 'once-in-turn'];

/** Tests whose files may follow one another in one process: nothing that they import counts on being loaded for each. */
const sociable = `src/{protocol,relay,widget}/**/!(*.dom|${lonely.join('|')}).test.ts`;

/** Outside of the full run, of the widget's tests those that meet most of what a leaner Preact goes without. */
const telling = process.env['FULL'] ? '**/*' : '{composer,observed,transcript}';

const browserPackages = [/^preact(\/|$)/, /^@preact\//, /^react(\/|$)/];

/** The demo page embeds the bundle as any page does: by a tag that no bundler touches. */
function bundleBesideDemo(): Plugin {
  return {
    name: 'bundle-beside-demo',
    applyToEnvironment: ({ name }) => name === 'client',
    writeBundle() {
      for (const name of ['parley.js', 'extras.js', 'locales'])
        cpSync(`dist/${name}`, `dist/demo/${name}`, { recursive: true });
    },
  };
}

/** The script tag's bundle finds by its own address what others have from their bundler. */
const besideTag: Plugin = {
  name: 'beside-tag',
  enforce: 'pre',
  applyToEnvironment: ({ name }) => name === 'script',
  resolveId(id, importer) {
    return id === './beside.ts' ? this.resolve('./beside-tag.ts', importer) : undefined;
  },
};

/** Vite reads this file anew for each of its builds, and the names of one are to be those of the other. */
const kept = globalThis as typeof globalThis & { shortNames?: object };
const shortNames = (kept.shortNames ??= {});

/** For what the script tag loads: its bundle, and the extras, which call what they share by the same short names. */
const forTag = {
  outDir: 'dist',
  // Engines since 2024: older ones get the same page without the chat's finer points.
  cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
  copyPublicDir: false,
  target: 'es2022',
  minify: 'terser',
  terserOptions: {
    ecma: 2020,
    safari10: false,
    compress: { passes: 3, keep_fargs: false, unsafe_methods: true, unsafe_arrows: true },
    mangle: { properties: { regex: shortened } },
    nameCache: shortNames,
    format: { ascii_only: true },
  },
  // Over what terser makes of it: the two find different things.
  rolldownOptions: { output: { minify: true, charset: 'ascii' } },
} satisfies BuildEnvironmentOptions;

/** `sri.json`: what `integrity` says of each file that a tag may load. */
function integrityBesideBundle(): Plugin {
  return {
    name: 'integrity-beside-bundle',
    // The last of those that write such files.
    applyToEnvironment: ({ name }) => name === 'browser',
    writeBundle() {
      const files = readdirSync('dist', { recursive: true, encoding: 'utf8' });
      const scripts = files.filter((name) => /^(parley|extras|locales\/.*)\.js$/.test(name)).toSorted();
      const digests = scripts.map((name) => {
        const digest = createHash('sha384')
          .update(readFileSync(`dist/${name}`))
          .digest('base64');
        return [name, `sha384-${digest}`];
      });
      writeFileSync('dist/sri.json', `${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`);
    },
  };
}

/** `custom-elements.json`, beside the door that defines the element. */
function elementDescribed(): Plugin {
  return {
    name: 'element-described',
    applyToEnvironment: ({ name }) => name === 'browser',
    generateBundle() {
      const source = `${JSON.stringify(describeElement(), null, 2)}\n`;
      this.emitFile({ type: 'asset', fileName: 'custom-elements.json', source });
    },
  };
}

/** What embeds the widget from npm brings its own Preact, so that only the script tag's bundle has the lean one. */
const leanInBundle: Plugin = { ...leanPreact(), applyToEnvironment: ({ name }) => name === 'script' };

/** `npm run dev`: the page's tag loads the sources, and what it asks of the relay goes to one in this process. */
function demoBackend(): Plugin {
  return {
    name: 'demo-backend',
    apply: (_, { command, mode }) => command === 'serve' && mode !== 'test',
    async config() {
      const { startBackend } = await import('./src/demo/backend.ts');
      return { server: { strictPort: true, proxy: { '/chat': (await startBackend()).url } } };
    },
    configureServer(server) {
      server.middlewares.use('/parley.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript').end("import('/src/script.ts')");
      });
    },
  };
}

export default defineConfig({
  base: './',
  define: { __VERSION__: JSON.stringify(version), __LOCALES__: JSON.stringify(locales.join(' ')) },
  oxc: { jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment', development: false } },
  plugins: [
    leanInBundle,
    besideTag,
    bundleBesideDemo(),
    integrityBesideBundle(),
    elementDescribed(),
    keepSecretsOut(),
    demoBackend(),
  ],
  // How long plugins took is no news for those who only want the page.
  build: { rolldownOptions: { checks: { pluginTimings: false } } },
  builder: {
    async buildApp(builder) {
      for (const name of ['script', 'extras', 'browser', 'server', 'client']) {
        const environment = builder.environments[name];
        if (environment) await builder.build(environment);
      }
    },
  },
  environments: {
    script: {
      consumer: 'client',
      build: {
        ...forTag,
        emptyOutDir: true,
        sourcemap: 'hidden',
        lib: { entry: 'src/script.ts', formats: ['iife'], name: 'Parley', fileName: () => 'parley.js' },
      },
    },
    extras: {
      consumer: 'client',
      build: {
        ...forTag,
        emptyOutDir: false,
        // A library's module would not be minified.
        rolldownOptions: {
          input: { extras: 'src/embed/extras.ts' },
          preserveEntrySignatures: 'strict',
          output: { ...forTag.rolldownOptions.output, entryFileNames: '[name].js' },
        },
      },
    },
    browser: {
      consumer: 'client',
      build: {
        outDir: 'dist',
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'es2022',
        minify: false,
        lib: {
          entry: ['index', 'element', 'react', 'conversation', 'client', 'agent'].map(
            (name) => `src/${name}.ts`,
          ),
          formats: ['es'],
        },
        // React's `use client` stays where it is: at the top of its door.
        rolldownOptions: {
          external: [...browserPackages, /^node:/],
          checks: { pluginTimings: false, moduleLevelDirective: false },
          output: {
            // The script tag's bundle loads these too.
            chunkFileNames: ({ facadeModuleId }) =>
              /\/locales\/[^/]+$/.test(facadeModuleId ?? '') ? 'locales/[name].js' : '[name]-[hash].js',
          },
        },
      },
    },
    server: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: 'dist',
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'node20',
        minify: false,
        ssr: true,
        rolldownOptions: {
          input: { relay: 'src/relay.ts', 'relay-node': 'src/relay-node.ts', cli: 'src/cli.ts' },
          external: [/^node:/],
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
    client: { build: { outDir: 'dist/demo', emptyOutDir: true } },
  },
  test: {
    // By itself it leaves one of two cores idle.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          environment: 'node',
          include: [sociable],
          // To load everything anew for each file would take as long as the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.dom.test.ts', sociable],
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          setupFiles: ['src/conversation/test-support.ts'],
          include: ['src/**/*.test.tsx', 'src/**/*.dom.test.ts'],
        },
      },
      {
        // The widget's tests once more, on the Preact of the script tag's bundle.
        extends: true,
        plugins: [leanPreact()],
        test: {
          name: 'lean',
          environment: 'happy-dom',
          setupFiles: ['src/conversation/test-support.ts'],
          include: [`src/widget/${telling}.test.tsx`],
          server: { deps: { inline: [/preact/] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'delivery',
          environment: 'node',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/delivery/provide-relay.ts'],
          // Hangs are found by the limits of the relays; this is for machines that have other work to do.
          testTimeout: 120_000,
        },
      },
    ],
  },
} satisfies UserConfig);
