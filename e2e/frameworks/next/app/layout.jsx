import Link from 'next/link';

export const metadata = { title: 'Shop in Next', icons: 'data:,' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Shop</Link> <Link href="/cart">Cart</Link> <Link href="/checkout">Checkout</Link>{' '}
          <Link href="/help">Help</Link>
        </nav>
        {children}
      </body>
    </html>
  );
}
