// Preact and its signals as the script tag's bundle needs them: from their sources, without what the widget never uses.
// The build fails where a cut finds nothing to cut, and where a source uses what has been cut.
import type { Plugin } from 'vite';

/** The names that these packages keep to themselves, so that they may be shortened: nobody else may have such. */
export const privateNames = /^_[a-z]/i;

interface Cut {
  /** What no source may use any more. */
  lost: RegExp;
  /** Texts of the packages' sources, and what they come to without it. */
  rules: [text: RegExp, comesTo: string][];
}

const lifeCycle =
  'getDerivedStateFrom(?:Props|Error)|getSnapshotBeforeUpdate|getChildContext|contextType|defaultProps|' +
  'component(?:DidCatch|DidMount|DidUpdate|WillMount|WillUpdate|WillReceiveProps)';
const hooks = 'vnode|event|unmount|_render|_commit|_root|_hydrationMismatch';

const cuts: Record<string, Cut> = {
  'options of Preact': {
    lost: /\bimport\b[^;]*\boptions\b[^;]* from 'preact'|'preact\/(?!jsx)/,
    rules: [
      [/\(tmp = options\.(?:_diff|diffed)\)/g, 'false'],
      [new RegExp(`\\boptions\\.(?:${hooks})\\b`, 'g'), 'undefined'],
    ],
  },
  'the life of a component except its end, contexts, and error boundaries': {
    lost: new RegExp(`\\b(?:${lifeCycle})\\b`),
    rules: [
      [
        /\btmp\s+\? provider\s+\? provider\.props\.value\s+: tmp\._defaultValue\s+: globalContext/g,
        'globalContext',
      ],
      [/\btmp && globalContext\[tmp\._id\]/g, 'undefined'],
      [new RegExp(`\\b\\w+\\.(?:${lifeCycle})\\b`, 'g'), 'undefined'],
      [/\bold(?:Props|State) = c\.(?:props|state);/g, ''],
      [/\bclearProcessingException = c\._processingException = c\._pendingError;/g, ''],
      [/\bfor \(; \(vnode = vnode\._parent\); \) {[^]*\n\t}\n/g, ''],
    ],
  },
  'the state of a component, and callbacks after it was drawn': {
    lost: /\bsetState\b|\bthis\.state\b|\bforceUpdate\([^)]/,
    rules: [
      [/\bBaseComponent\.prototype\.setState = [^]*?\n};/g, ''],
      [/\bif \(!c\.state\) c\.state = {};/g, ''],
      [/\bc\.state = c\._nextState;/g, ''],
      [/\bc\._nextState = c\.state;/g, ''],
      [/\bc\._nextState\b/g, 'undefined'],
      [/, c\.state, c\.context\)/g, ')'],
      [/\bif \((?:callback|c\._renderCallbacks\.length)\)/g, 'if (false)'],
      [/\bc\._(?:render|state)Callbacks = \[\];/g, ''],
      [/\bEMPTY_ARR\.push\.apply\(c\._renderCallbacks, c\._stateCallbacks\);/g, ''],
      [/\bcommitQueue\.some\([^]*?\n\t}\);/g, ''],
    ],
  },
  'drawing over what stands in a place already': {
    lost: /\bhydrate\b|\brender\([^;]*, root,/,
    rules: [
      [/\bnewVNode\._flags &= RESET_MODE;/g, ''],
      [/\b(?:new|old)VNode\._flags & MODE_(?:HYDRATE|SUSPENDED)\b/g, 'false'],
      [/\bisHydrating(?= \|\||\) \{)/g, 'false'],
      [/\bexcessDomChildren != NULL/g, 'false'],
      [/\bexcessDomChildren == NULL/g, 'true'],
      [/\bexcessDomChildren && slice\.call\(dom\.childNodes\)/g, 'NULL'],
      [/\bexcessDomChildren(?=\s+\? excessDomChildren\[0\])/g, 'false'],
      [/\btypeof replaceNode == 'function'/g, 'false'],
      [/\breplaceNode(?= && |\) \|\| |\s+\? )/g, 'false'],
      [/\bparentDom\.firstChild\s+\? slice\.call\(parentDom\.childNodes\)\s+: NULL/g, 'NULL'],
      [/!e\.then\b/g, 'true'],
    ],
  },
  'HTML in the place of children': {
    lost: /\bdangerouslySetInnerHTML\b/,
    rules: [[/\bi == 'dangerouslySetInnerHTML'/g, 'false']],
  },
  'styles that are objects': {
    lost: /\bstyle=\{(?![`'"])/,
    rules: [[/\bname == 'style'/g, 'false']],
  },
  'templates, MathML, HTML inside of SVG, and attributes of SVG as React spells them': {
    lost: /<(?:math|foreignObject|template)\b|\b(?:xlink\w+|className)=/,
    rules: [
      [/\bnodeType == '(?:math|foreignObject)'/g, 'false'],
      [/\bnewVNode\.type == 'template'/g, 'false'],
      [/\bname = name\.replace\(\/xlink[^]*?;/g, ';'],
    ],
  },
  'what signals do besides having a value, and effects besides being undone': {
    lost: /\.subscribe\(|\bwatched\b|\bSymbol\.dispose\b/,
    rules: [
      [/\bSignal\.prototype\.(?:brand|subscribe|valueOf|toString|toJSON) = [^]*?;\n(?=\n)/g, ''],
      [/\bthis\.(?:_watched|_unwatched|name) = [^;]*;/g, ''],
      [/\(dispose as any\)\[Symbol\.dispose\] = dispose;/g, ''],
    ],
  },
};

const rules = Object.values(cuts).flatMap((cut) => cut.rules);

export function leanPreact(): Plugin {
  const uncut = new Set(rules);

  function cut(code: string): string {
    return rules.reduce((text, rule) => {
      const next = text.replace(...rule);
      if (next !== text) uncut.delete(rule);
      return next;
    }, code);
  }

  return {
    name: 'lean-preact',
    enforce: 'pre',
    async resolveId(id, importer) {
      const source = id === 'preact' ? 'src/index.js' : 'src/index.ts';
      // The widget draws by `observed`, so all it uses of `@preact/signals` is its core.
      const wanted = id === '@preact/signals' ? '@preact/signals-core' : id;
      if (wanted !== 'preact' && wanted !== '@preact/signals-core') return undefined;
      const packaged = await this.resolve(wanted, importer, { skipSelf: true });
      return packaged?.id.replace(/dist\/[^/]+$/, source);
    },
    transform(code, id) {
      if (/preact\/(?:signals-core\/)?src\//.test(id)) return { code: cut(code), map: null };
      if (this.environment.mode !== 'build') return undefined;
      if (/\._[a-z]/i.test(code)) this.error('in the bundle names that begin with _ are for Preact alone');
      for (const [what, { lost }] of Object.entries(cuts))
        if (lost.test(code)) this.error(`the bundle’s Preact comes without ${what}: see .ci/lean-preact.ts`);
      return undefined;
    },
    generateBundle() {
      for (const [text] of uncut) this.error(`the sources have changed: ${text.source} is not to be found`);
    },
  };
}
