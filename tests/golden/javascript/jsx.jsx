import { Item } from './item';

/** Lists the items. */
export const List = ({ items, onPick }) => (
  <ul className="list" {...items}>
    {items.map((item) => <Item key={item.id} on:pick={() => onPick(item)} />)}
    <Ui.Footer text={label && translate(label)}>end &amp; more</Ui.Footer>
    <></>
  </ul>
);

export default function App() {
  return <List items={load()} />;
}
