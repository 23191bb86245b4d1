// Door of the bundle `parley.js`: the script tag.
import { runScriptTag } from './embed/script-tag.ts';

declare const __VERSION__: string;

runScriptTag(__VERSION__);
