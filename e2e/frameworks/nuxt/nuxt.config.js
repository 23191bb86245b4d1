export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  app: {
    head: {
      htmlAttrs: { lang: 'en' },
      title: 'Shop in Nuxt',
      link: [{ rel: 'icon', href: 'data:,' }],
    },
  },
  vue: { compilerOptions: { isCustomElement: (tag) => tag === 'parley-chat' } },
  // NUXT_PUBLIC_RELAY sets it.
  runtimeConfig: { public: { relay: '' } },
});
