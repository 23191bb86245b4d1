// Preact and its signals as the script tag's bundle needs them: from their sources, without what the widget never uses.
// The build fails where a cut finds nothing to cut, and where a source uses what has been cut.
import type { Plugin } from 'vite';

interface Cut {
  /** What no source may use any more. */
  lost?: RegExp;
  /** Texts of the packages' sources, and what they come to without it. */
  rules: [text: RegExp, comesTo: string][];
}

const lifeCycle =
  'getDerivedStateFrom(?:Props|Error)|getSnapshotBeforeUpdate|getChildContext|contextType|defaultProps|' +
  'component(?:DidCatch|DidMount|DidUpdate|WillMount|WillUpdate|WillReceiveProps)';
const hooks = 'vnode|event|unmount|_render|_commit|_root|_hydrationMismatch';

const cuts: Record<string, Cut> = {
  'a component that draws itself anew while it is drawn': {
    rules: [
      [
        /\bif \(isClassComponent\) {\s+c\.state = c\._nextState;\s+c\._dirty = false;[^]*?\+\+count < 25\);\s+}/g,
        'c._dirty = false; tmp = c.render(c.props);',
      ],
      [/\btmp != NULL && tmp\.type === Fragment [^;]*;/g, 'tmp;'],
    ],
  },
  'what is handed down for contexts, hydration and callbacks': {
    lost: /\bthis\.context\b/,
    rules: [
      [/\b(?:(?:component\._)?globalContext|excessDomChildren|commitQueue|isHydrating),\s+/g, ''],
      [/\bEMPTY_OBJ,\s+(?=parentDom\.namespaceURI)/g, ''],
      [/\bcommitQueue = \[\],/g, ''],
      [/\blet oldCommitQueueLength = commitQueue\.length;/g, ''],
      [/\bcommitQueue\.length = oldCommitQueueLength;/g, ''],
      [/\boldVNode\._flags & MODE_HYDRATE \? \[oldDom\] : NULL,/g, ''],
      [/!!\(oldVNode\._flags & MODE_HYDRATE\),/g, ''],
      [/!isHydrating && replaceNode\s+\? \[replaceNode\][^,]*,/g, ''],
      [/\bexcessDomChildren =\s+(?:NULL|nodeType[^;]*);/g, ''],
      [/!isHydrating\b/g, 'true'],
      [/,\s+c\._nextState(?=,\s+componentContext)/g, ''],
      [/,\s+componentContext(?=\s*\))/g, ''],
      [/\bc\._globalContext = globalContext;/g, ''],
      [/\bc\.context = componentContext;/g, ''],
      [/\bthis\.context = context;/g, ''],
      [/ = r\._globalContext\b/g, ''],
      [
        /\bprops, state, context\) {\s+return this\.constructor\(props, context\)/g,
        'props) { return this.constructor(props)',
      ],
    ],
  },
  'functions as attributes or children': {
    rules: [
      [/\btypeof value == 'function'\) {/g, 'false) {'],
      [/ \|\|\s+typeof childVNode == 'function'/g, ''],
    ],
  },
  'what a component tells of its element, and components that draw their children': {
    lost: /\bthis\.base\b/,
    rules: [
      [/\bc\.base = newVNode\._dom;/g, ''],
      [/ = vnode\._component\.base\b/g, ''],
      [/\br\.base = /g, ''],
      [/\bBaseComponent\.prototype\.render = Fragment;/g, ''],
    ],
  },
  'children that are strings with properties of their own, or big numbers': {
    lost: /\b\d+n\b|\bnew String\b/,
    rules: [[/\btypeof childVNode == 'bigint' \|\|\s+childVNode\.constructor == String/g, 'false']],
  },
  'a place that is the document, or has comments in it': {
    lost: /<!--|\brender\([^;]*, document\)/,
    rules: [
      [/\bif \(parentDom == document\) {[^}]*}/g, ''],
      [/\belse if \(!namespace\) namespace = XHTML_NAMESPACE;/g, ''],
      [
        /\bdo {\s+oldDom = oldDom && oldDom\.nextSibling;\s+} while [^;]*;/g,
        'oldDom = oldDom && oldDom.nextSibling;',
      ],
    ],
  },
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
        'undefined',
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
      [/\bexcessDomChildren(?=\s+\? excessDomChildren\[0\])/g, 'false'],
      [/\btypeof replaceNode == 'function'/g, 'false'],
      [/\breplaceNode(?= && |\) \|\| |\s+\? )/g, 'false'],
      [/!e\.then\b/g, 'true'],
    ],
  },
  'listening while an event goes down, and handlers that appear while it comes up': {
    lost: /\bon\w+Capture\b/,
    rules: [
      [/\buseCapture = name != [^;]*;/g, ''],
      [/\bname \+ useCapture\b/g, 'name'],
      [/\buseCapture \? eventProxyCapture : eventProxy,\s+useCapture\b/g, 'eventProxy'],
      [/\bvalue\[EVENT_ATTACHED\] = [^;]*;/g, ''],
      [/\blet _id = Math[^;]*;/g, ''],
      [/\bconst CAPTURE_REGEX = [^;]*;/g, ''],
      [
        /\bfunction createEventProxy\b[^]*/g,
        'function eventProxy(event) { return this._listeners[event.type](event); }',
      ],
    ],
  },
  'form fields but for text areas, and attributes that are no properties': {
    lost: /<(?:input|option|progress|select|table|td|video|canvas)\b|\b(?:colSpan|defaultValue|download|form|height|is|list|popover|rowSpan|width)=/,
    rules: [
      [/\bnodeType == '(?:progress|option)'/g, 'false'],
      [/!\(i == 'value' && 'defaultValue' in newProps\) &&\s+!\([^)]*\)/g, 'true'],
      [/\belse if \(i == 'checked'\) {\s+checked = value;\s+}/g, ''],
      [/\bi = 'checked';\s+if \([^)]*\) {[^}]*}/g, ''],
      [/,\s+newProps\.is && newProps/g, ''],
      [/\bname != '(?:width|height|list|form|download|rowSpan|colSpan|popover)' &&/g, ''],
      [/\bname == 'popover' && value == true \? '' : value/g, 'value'],
    ],
  },
  'doing something before it throws on': {
    rules: [
      [/\btry {(\s+r\.componentWillUnmount\(\);\s+)} catch \(e\) {[^}]*}/g, '$1'],
      [/\btry (?={\s+if \(typeof ref == 'function'\))/g, ''],
      [/ catch \(e\) {\s+options\._catchError\(e, vnode\);\s+}/g, ''],
      [/\boptions\._catchError\(e, newVNode, oldVNode\);/g, 'throw e;'],
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
  'telling a signal that needs itself from one that never comes to an end': {
    rules: [
      [/\bif \(this\._flags & RUNNING\) {\s+throw new Error\("Cycle detected"\);\s+}/g, ''],
      [/\bif \(this\._fn === undefined\) return;/g, ''],
      [/\bif \(capturedEffects\) {\s+capturedEffects\.push\(this\);\s+}/g, ''],
      [/\bEffect\.prototype\.dispose = [^]*?\n};\n/g, ''],
    ],
  },
  'an end for effects whose cleaning up throws': {
    rules: [[/(cleanup\(\);\s+}) catch \(err\) {[^}]*throw err;\s+}/g, '$1']],
  },
  'a shorter way for a batch inside a batch': {
    rules: [[/\bif \(batchDepth > 0\) {\s+return fn\(\);\s+}/g, '']],
  },
  'effects that end before those that began inside them': {
    rules: [[/\bif \(evalContext !== this\) {\s+throw new Error\("Out-of-order effect"\);\s+}/g, '']],
  },
  'effects of others inside an untracked part': {
    lost: /\buntracked\b/,
    rules: [[/\breturn untracked\(\(\) => this\.value\);/g, 'this._refresh(); return this._value;']],
  },
  'a batch that ends with the values it began with': {
    rules: [
      [/\b(?:recordBatchSnapshot\(this\)|reconcileBatchSnapshots\(\)|this\._batchSnapshotVersion = 0);/g, ''],
      [/\bcurrentBatchSnapshotVersion = \+\+batchSnapshotVersion;/g, ''],
      [
        /\b(?:const prevCapturedEffects = capturedEffects|capturedEffects = (?:undefined|prevCapturedEffects));/g,
        '',
      ],
      [/\buntracked\(\(\) => {\s+this\._(?:un)?watched\?\.call\(this\);\s+}\);/g, ''],
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

/** Tests decide themselves when is drawn what has changed. */
const onlyBuilt: Cut['rules'] = [
  [/ \|\|\s+prevDebounce != options\.debounceRendering/g, ''],
  [/\bprevDebounce = options\.debounceRendering;/g, ''],
  [/\(prevDebounce \|\| defer\)\(process\)/g, 'queueMicrotask(process)'],
  [/\bconst defer =[^;]*;/g, ''],
];

/** What is left without a declaration, and so keeps its name where anything still uses it. */
const undeclared =
  /\b(?:commitQueue|excessDomChildren|isHydrating|globalContext|componentContext|useCapture|EVENT_ATTACHED)\b/;

export function leanPreact(): Plugin {
  const uncut = new Set([...rules, ...onlyBuilt]);

  function cut(code: string, isBuilt: boolean): string {
    return [...rules, ...(isBuilt ? onlyBuilt : [])].reduce((text, rule) => {
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
      const isBuilt = this.environment.mode === 'build';
      if (/preact\/(?:signals-core\/)?src\//.test(id)) return { code: cut(code, isBuilt), map: null };
      if (!isBuilt) return undefined;
      if (/\._[a-z]/i.test(code)) this.error('in the bundle names that begin with _ are for Preact alone');
      for (const [what, { lost }] of Object.entries(cuts))
        if (lost?.test(code)) this.error(`the bundle’s Preact comes without ${what}: see .ci/lean-preact.ts`);
      return undefined;
    },
    generateBundle(_, bundle) {
      const missing = Array.from(uncut, ([text]) => text.source);
      if (missing.length > 0)
        this.error(`the sources have changed: not to be found are\n${missing.join('\n')}`);
      // A use that came with a new version of the packages, and whose declaration has been cut.
      for (const output of Object.values(bundle))
        if (output.type === 'chunk' && undeclared.test(output.code))
          this.error(`the sources have changed: ${undeclared.exec(output.code)?.[0]} is still used`);
    },
  };
}
