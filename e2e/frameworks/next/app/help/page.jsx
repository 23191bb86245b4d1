'use client';
// The element, which the server draws as its tag.
import 'parley-chat/element';

export default function Help() {
  return (
    <>
      <h1>Help</h1>
      <parley-chat relay={process.env.NEXT_PUBLIC_RELAY} mode="inline" style={{ height: 500 }} />
    </>
  );
}
