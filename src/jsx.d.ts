// JSX where `h` is handed in, as in the extras, and not imported: it is Preact's all the same.
import type { JSX as Preact } from 'preact';

declare global {
  namespace JSX {
    type Element = Preact.Element;
    type ElementType = Preact.ElementType;
    interface ElementClass extends Preact.ElementClass {}
    interface ElementAttributesProperty extends Preact.ElementAttributesProperty {}
    interface ElementChildrenAttribute extends Preact.ElementChildrenAttribute {}
    interface IntrinsicAttributes extends Preact.IntrinsicAttributes {}
    interface IntrinsicElements extends Preact.IntrinsicElements {}
    type LibraryManagedAttributes<Component, Props> = Preact.LibraryManagedAttributes<Component, Props>;
  }
}
