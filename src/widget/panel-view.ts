// Whether the panel shows, and how.

/** The panel as its owner sees it. */
export interface PanelView {
  isOpen: boolean;
  /** Who opened it. */
  by: 'person' | 'page';
  /** While open, it covers the whole page, and nothing else can be used. */
  isModal?: boolean;
}
