// Every page is drawn when the shop is built, and taken over in the browser.
export const prerender = true;
