// A shop of two pages with the chat, and a checkout without it.
import { Chat } from 'parley-chat/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Link, Outlet, Route, Routes } from 'react-router';

function Shop() {
  return (
    <>
      <Outlet />
      <Chat relay={import.meta.env.VITE_RELAY} />
    </>
  );
}

createRoot(document.getElementById('app')).render(
  <StrictMode>
    <BrowserRouter>
      <nav>
        <Link to="/">Shop</Link> <Link to="/cart">Cart</Link> <Link to="/checkout">Checkout</Link>
      </nav>
      <Routes>
        <Route element={<Shop />}>
          <Route path="/" element={<h1>Shop</h1>} />
          <Route path="/cart" element={<h1>Cart</h1>} />
        </Route>
        <Route path="/checkout" element={<h1>Checkout</h1>} />
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
