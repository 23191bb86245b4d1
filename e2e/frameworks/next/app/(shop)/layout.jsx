// The pages with the chat. This is a server component: the door itself says that the chat belongs to the browser.
import { Chat } from 'parley-chat/react';

export default function ShopLayout({ children }) {
  return (
    <main>
      {children}
      <Chat relay={process.env.NEXT_PUBLIC_RELAY} />
    </main>
  );
}
