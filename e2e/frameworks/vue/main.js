// A shop of two pages with the chat, and a checkout without it.
import 'parley-chat/element';
import { createApp, h } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import App from './App.vue';

const page = (name) => ({ render: () => h('h1', name) });

const routes = [
  { path: '/', component: page('Shop') },
  { path: '/cart', component: page('Cart') },
  { path: '/checkout', component: page('Checkout'), meta: { isQuiet: true } },
];

createApp(App)
  .use(createRouter({ history: createWebHistory(), routes }))
  .mount('#app');
