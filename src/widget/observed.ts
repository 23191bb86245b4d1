// What makes components of drawings: one is drawn again when a signal that it has read changes, or a property, and
// only then.
import { effect } from '@preact/signals';
import { Component, type ComponentConstructor, type VNode } from 'preact';

/** A component that remembers nothing; what remembers is made once, around it. */
export function observed<Props extends object>(
  draw: (props: Props) => VNode | null,
): ComponentConstructor<Props> {
  return class extends Component<Props> {
    forget?: () => void;

    render(props: Props): VNode | null {
      let drawn: VNode | null | undefined;
      this.forget?.();
      this.forget = effect(() => {
        if (drawn === undefined) drawn = draw(props);
        else this.forceUpdate();
      });
      return drawn ?? null;
    }

    override shouldComponentUpdate(next: Props): boolean {
      return Object.keys({ ...this.props, ...next }).some(
        (name) => Reflect.get(this.props, name) !== Reflect.get(next, name),
      );
    }

    override componentWillUnmount(): void {
      this.forget?.();
    }
  };
}
