/**
 * @file Shapes.
 */

import Base, { draw as paint } from './base.js';

/** A shape. */
export class Shape extends mixin(Base, Paint.Able) {
  static count = 0;
  #hidden = start();
  onClick = async (event) => { this.click(event); };

  /** Makes one. */
  constructor(name, { size = 1, ...rest } = {}) {
    super(name);
    this.name = name;
    this.name = name.trim();
    this.late = () => rest[size];
  }

  /** Its area. */
  get area() { return this.#compute() ?? 0; }
  set area(value) { this.name = value; }
  static async *all() { yield* Shape.pool; }
  #compute() { return this.name && paint(this); }
  [Symbol.iterator]() { return this.items(); }
  'quoted name'() {}
  static { Shape.count = init(); }
}

const Square = class extends Shape { side() { return 1; } };
let a = 1, b = function named() { return a; }, c;
const make = (kind) => new Shape.Kinds[kind](kind), other = async x => x + 1;
function* numbers() { yield 1; }
export default class { run() {} }
