import { Component, Input, Inject } from '@framework/core';

/** The widget. */
@Component({ selector: 'app-widget' })
export class Widget<T extends Model = Empty> extends Base.View<T> implements OnInit, Life.Cycle<T> {
  /** Its title. */
  @Input() title: string = 'none';
  @Input()
  private size?: Size;
  static #count = 0;
  protected handle = async (event: Event): Promise<void> => { this.go(event); };

  constructor(private readonly service: Service, @Inject(TOKEN) public token?: Token, plain = 1) {
    super(service);
    this.late = plain;
  }

  /** Goes. */
  @Listen('resize', ['$event'])
  go(this: Widget<T>, { a, b: bb = LIMIT }: Options, ...others: T[]): a is string {
    for (const [key, value] of Object.entries(a)) { if (key || !value) new Map<string, Point>(value); }
    try { bb!.call(); } catch (error) { log(error as Failure); }
    return a ?? others.map(o => o.id as Key);
  }

  get width(): number { return this.size!.width; }
  set width(value) { this.token?.set(value); }
  private hidden(): void {}
  over(a: string): void;
  over(a: number): void;
  over(a: any) { return <Cast>a; }
}

export abstract class Abstract<T> {
  abstract run(input: In): Out;
  declare readonly kept: T;
}

/** By text. */
export function find(text: string): Item;
export function find(id: number): Item;
export function find(key: any) { return table[key] satisfies Item; }

function generic<K extends keyof T, T>(key: K, cb: (error: Error) => void): T[K] {
  const local = (x: K) => cb(make<Failure>(x));
  return local(key);
}

export default class extends Abstract<Point> {}
const isPoint = (x: unknown): x is Point => x instanceof Point;
