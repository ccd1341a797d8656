/** What shapes there are. */

import type { Point } from './point';
import * as units from "units";

/** A shape. */
export interface Shape<K extends string> extends Named<K>, units.Sized {
  readonly kind: K;
  label?: string; // shown to people
  /** How large. */
  area(scale: units.Scale): number;
  area(): number;
  new (kind: K): Shape<K>;
  (call: Point): void;
  [key: string]: unknown;
  nested: { inner: Point };
  'quoted-key': () => Later;
}

export type Options<T = Point> = { strict: boolean; on(event: T): void };
type Name = string | Point[];
type Unwrapped<U> = U extends Promise<infer V> ? { [P in keyof V]: V[P] } : typeof limit;
export enum Color { Red, Green = 'g', Blue = 1 << 2 }
declare const enum Flag { On }

export const limit: number = 10, both = limit;
let state: State | undefined;
const { left, right: { deep }, ...others } = load<Options>(), [head] = others;

namespace Outer.Inner { export const shown = 1; const kept = shown; export function run() {} }
namespace Solo { export type Id = string; }
declare module 'library' { export function start(at: Point): void; interface Hidden { z: number } }
declare global { interface Window { app: App } var debug: boolean; }
declare function ambient<T>(x: T): asserts x is NonNullable<T>;
import Short = units.Deep.Name;
import fs = require('fs');
export { state as current };
export type { Shape as Form } from './form';
export default limit;
