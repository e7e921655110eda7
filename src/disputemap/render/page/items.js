/* The places of the page: columns of the island, of which each place reads its own when it is asked. */

import { sums } from "./island.js";
import { visible } from "./text.js";

const NUMBERS = ["lon", "lat", "accuracy_m", "share_inside", "p_inside", "distance_m", "chainage_km", "offset_m", "station_km"];
const TEXTS = ["feature", "relation", "sector", "adm1", "adm2", "adm3", "disputed", "region"];

/* All places in the order of their ids; `named` answers the names of any place by its id. */
export function readItems({ head: { items }, numbers, texts, lists }, named) {
  const columns = { shape: numbers("item.shape"), english: texts("item.english").all(), others: texts("item.names") };
  for (const name of [...NUMBERS, ...TEXTS]) columns[name] = numbers(`item.${name}`);
  const [tongues, parents] = ["item.tongues", "item.parents"].map((name) => {
    const [codes, { at }] = [numbers(name), lists(name)];
    return (index) => at(codes[index]);
  });
  const firsts = sums(columns.english.map((_, index) => tongues(index).length));
  const relative = new Map(items.relative);

  class Place {
    constructor(place_id, index) {
      Object.assign(this, { place_id, index });
    }
    get names() {
      const others = Array.from(tongues(this.index), (code, more) => [items.tongues[code], visible(columns.others.at(firsts[this.index] + more))]);
      return this.own ||= { en: visible(columns.english[this.index]), ...Object.fromEntries(others) };
    }
    set names(names) { this.own = names; }
    get relative() { return relative.get(this.index); }
    get parents() { return Array.from(parents(this.index), (code) => named(items.parents[code])); }
    get geometry() { return columns.shape[this.index] < 0 ? null : columns.shape[this.index]; }
  }
  const own = (name, get) => Object.defineProperty(Place.prototype, name, { get });
  for (const name of NUMBERS) own(name, function number() { const value = columns[name][this.index]; return Number.isNaN(value) ? undefined : value; });
  for (const name of TEXTS) own(name, function text() { const code = columns[name][this.index]; return code < 0 ? undefined : items[name][code]; });
  return texts("item.id").all().map((id, index) => new Place(id, index));
}
