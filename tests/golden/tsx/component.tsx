import React, { useState, type FC } from 'react';
import * as Ui from './ui';

/** What it shows. */
interface Props<T> { items: T[]; onPick?: (item: T) => void }

/** Lists. */
export const List: FC<Props<Item>> = ({ items, onPick }) => {
  const [open, setOpen] = useState<boolean>(false);
  const pick = (item: Item) => { setOpen(!open); onPick?.(item); };
  return (
    <ul className="list">
      {items.map((item) => <Row<Item> key={item.id} onClick={() => pick(item)} />)}
      {open && <Ui.Footer text={label(open)}>end</Ui.Footer>}
    </ul>
  );
};

export const Memo = React.memo(function Inner({ id }: { id: string }) { return <List items={load(id)} />; });
const identity = <T,>(x: T): T => x;

export default class Page extends React.Component<Props<Item>> {
  state = { ready: false };
  private timer?: Timer;
  render() { return this.state.ready ? <Memo id="1" /> : null; }
}

export enum Mode { View, Edit = 'edit' }
export function useMode(initial: Mode = Mode.View): Mode { return initial; }
