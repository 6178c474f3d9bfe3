//! Which seller each record is bought from: exactly, by branch and bound.
//!
//! A parcel costs what its first record adds, once, and what each of its records costs beside others. That makes the question
//! one of opening sellers (facility location): a seller is split by how dear the first record of their parcel may be, each
//! part is opened or not, and every record goes where it costs least. What a set of decisions can come to at least is found by
//! dual ascent: every record bids for sellers until they are paid, and no solution is cheaper than the sum of all bids.

/// One way to buy one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub item: usize,
    pub seller: usize,
    /// What it costs in a parcel that comes anyway.
    pub next: i64,
    /// What the parcel costs more where this is its dearest first record.
    pub extra: i64,
}

/// What is asked; all amounts in the smallest unit of one currency.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// What each thing is worth beside the others; matters under a budget only.
    pub values: Vec<u32>,
    pub choices: Vec<Choice>,
    /// Within it as much value as possible, and of what is worth as much the cheapest.
    pub budget: Option<i64>,
    /// The fewest parcels first, then the least total.
    pub fewest_parcels: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The choice for each thing; `None`: it is left out.
    pub chosen: Vec<Option<usize>>,
    pub total: i64,
    /// Nothing better exists: the search came to its end.
    pub is_exact: bool,
}

/// Dearer than any sum of prices: what a parcel costs where the fewest are sought, and what a thing costs that nobody sells.
const PARCEL: i64 = 1 << 40;
const NOBODY: i64 = 1 << 50;
/// Things that a plan holds at most: a bit each.
pub const MOST_ITEMS: usize = 64;
/// So many decisions are looked at; the sizes that are promised need far fewer.
const MOST_NODES: usize = 200_000;

/// A seller who is open for parcels up to a first record.
struct Column {
    fixed: i64,
    /// By thing: what it costs there, by which choice.
    costs: Vec<Option<(i64, usize)>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Free,
    Open,
    Closed,
}

struct Search<'a> {
    problem: &'a Problem,
    columns: Vec<Column>,
    /// What each thing costs alone, from somebody who sells nothing else of these.
    alone: Vec<Option<(i64, usize)>>,
    is_sold: Vec<bool>,
    best: Option<Found>,
    nodes: usize,
}

struct Found {
    value: u32,
    cost: i64,
    chosen: Vec<Option<usize>>,
}

/// The best of all ways to buy these things.
pub fn solve(problem: &Problem) -> Solution {
    debug_assert!(problem.values.len() <= MOST_ITEMS, "too many things");
    let mut search = Search::of(problem);
    let mut doors = vec![Door::Free; search.columns.len()];
    search.go(&mut doors, 0);
    let chosen = search.best.map_or_else(|| vec![None; problem.values.len()], |found| found.chosen);
    Solution { total: total(problem, &chosen), chosen, is_exact: search.nodes < MOST_NODES }
}

/// What these choices come to.
pub fn total(problem: &Problem, chosen: &[Option<usize>]) -> i64 {
    let mut extras = std::collections::HashMap::new();
    let mut sum = 0;
    for choice in chosen.iter().flatten().map(|index| problem.choices[*index]) {
        sum += choice.next;
        let extra = extras.entry(choice.seller).or_insert(choice.extra);
        *extra = choice.extra.max(*extra);
    }
    sum + extras.values().sum::<i64>()
}

impl<'a> Search<'a> {
    fn of(problem: &'a Problem) -> Self {
        let items = problem.values.len();
        let parcel = if problem.fewest_parcels { PARCEL } else { 0 };
        let mut sellers: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
        for (index, choice) in problem.choices.iter().enumerate() {
            sellers.entry(choice.seller).or_default().push(index);
        }
        let (mut columns, mut alone) = (Vec::new(), vec![None; items]);
        for of_seller in sellers.values() {
            let choice = |index: &usize| problem.choices[*index];
            if of_seller.iter().all(|index| choice(index).item == choice(&of_seller[0]).item) {
                for index in of_seller {
                    let Choice { item, next, extra, .. } = choice(index);
                    keep(&mut alone[item], next + extra + parcel, *index);
                }
                continue;
            }
            let mut levels: Vec<i64> = of_seller.iter().map(|index| choice(index).extra).collect();
            levels.sort_unstable();
            levels.dedup();
            for level in levels {
                let mut costs = vec![None; items];
                for index in of_seller.iter().filter(|index| choice(index).extra <= level) {
                    keep(&mut costs[choice(index).item], choice(index).next, *index);
                }
                columns.push(Column { fixed: level + parcel, costs });
            }
        }
        let is_sold = (0..items).map(|item| problem.choices.iter().any(|choice| choice.item == item)).collect();
        Self { problem, columns, alone, is_sold, best: None, nodes: 0 }
    }

    fn go(&mut self, doors: &mut [Door], spent: i64) {
        self.nodes += 1;
        if self.nodes >= MOST_NODES || self.problem.budget.is_some_and(|budget| spent > budget) {
            return;
        }
        let (bids, slack) = self.bids(doors);
        if !self.may_be_better(spent, &bids) {
            return;
        }
        let paid = |column: usize| doors[column] == Door::Free && slack[column] == 0;
        let tight: Vec<usize> = (0..doors.len()).filter(|column| paid(*column)).collect();
        self.try_with(doors, &[]);
        if !tight.is_empty() {
            self.try_with(doors, &tight);
        }
        // Where nobody more is paid for, the open sellers are the best that these decisions allow.
        if tight.is_empty() || !self.may_be_better(spent, &bids) {
            return;
        }
        let gain = |column: &usize| -> i64 {
            let costs = self.columns[*column].costs.iter().zip(&bids);
            costs.filter_map(|(cost, bid)| Some((bid - (*cost)?.0).max(0))).sum()
        };
        let Some(column) = tight.iter().copied().max_by_key(gain) else { return };
        doors[column] = Door::Open;
        self.go(doors, spent + self.columns[column].fixed);
        doors[column] = Door::Closed;
        self.go(doors, spent);
        doors[column] = Door::Free;
    }

    /// What every thing bids, and what is left to pay of every seller who is not decided about.
    fn bids(&self, doors: &[Door]) -> (Vec<i64>, Vec<i64>) {
        let open = self.cheapest(doors, &[]);
        // What nobody sells at all costs every plan the same; under a budget it must not pass for value that is to be had.
        let nobody = |item: usize| if self.problem.budget.is_none() && !self.is_sold[item] { 0 } else { NOBODY };
        let cap: Vec<i64> = open.iter().enumerate().map(|(item, found)| found.map_or_else(|| nobody(item), |(cost, _)| cost)).collect();
        let free: Vec<usize> = (0..doors.len()).filter(|column| doors[*column] == Door::Free).collect();
        let mut slack: Vec<i64> = self.columns.iter().map(|column| column.fixed).collect();
        let cost = |column: usize, item: usize| self.columns[column].costs[item].map(|(cost, _)| cost);
        let mut bids: Vec<i64> = Vec::with_capacity(cap.len());
        for (item, cap) in cap.iter().enumerate() {
            let least = free.iter().filter_map(|column| cost(*column, item)).min();
            bids.push(least.map_or(*cap, |least| least.min(*cap)));
        }
        loop {
            let mut is_raised = false;
            for item in 0..bids.len() {
                let bid = bids[item];
                let mut by = cap[item] - bid;
                for column in &free {
                    match cost(*column, item) {
                        Some(cost) if cost <= bid => by = by.min(slack[*column]),
                        Some(cost) => by = by.min(cost - bid),
                        None => {}
                    }
                }
                if by > 0 {
                    for column in free.iter().filter(|column| cost(**column, item).is_some_and(|cost| cost <= bid)) {
                        slack[*column] -= by;
                    }
                    bids[item] += by;
                    is_raised = true;
                }
            }
            if !is_raised {
                return (bids, slack);
            }
        }
    }

    /// Whether these decisions can lead to anything better: no set of things costs less than what it bids.
    fn may_be_better(&self, spent: i64, bids: &[i64]) -> bool {
        let Some(best) = &self.best else { return true };
        let Some(budget) = self.problem.budget else { return spent + bids.iter().sum::<i64>() < best.cost };
        let mut order: Vec<(i64, i64)> = bids.iter().copied().zip(self.problem.values.iter().map(|value| i64::from(*value))).collect();
        // What bids least for its value first: in parts, a knapsack holds no more.
        order.sort_unstable_by(|(one, worth), (other, worths)| {
            (i128::from(*one) * i128::from(*worths)).cmp(&(i128::from(*other) * i128::from(*worth)))
        });
        let (mut left, mut most) = (budget - spent, 0);
        let (mut missing, mut least) = (i64::from(best.value), spent);
        for (bid, worth) in order {
            if left > 0 || bid == 0 {
                most += if bid <= left { worth } else { worth * left / bid };
                left = (left - bid).max(0);
            }
            if missing > 0 {
                least += if worth <= missing { bid } else { bid * missing / worth };
                missing -= worth.min(missing);
            }
        }
        most > i64::from(best.value) || (most == i64::from(best.value) && least < best.cost)
    }

    /// Where each thing is cheapest, of those who are open, and of `more`.
    fn cheapest(&self, doors: &[Door], more: &[usize]) -> Vec<Option<(i64, usize)>> {
        let mut found = self.alone.clone();
        let open = (0..doors.len()).filter(|column| doors[*column] == Door::Open);
        for column in open.chain(more.iter().copied()) {
            for (item, cost) in self.columns[column].costs.iter().enumerate() {
                if let Some((cost, index)) = cost {
                    keep(&mut found[item], *cost, *index);
                }
            }
        }
        found
    }

    /// Buys at those who are open, and at `more`, as well as that goes, and keeps it if nothing better is known.
    fn try_with(&mut self, doors: &[Door], more: &[usize]) {
        let mut more = more.to_vec();
        self.take(doors, &more);
        // A seller too many is found by leaving each out in turn.
        let mut at = 0;
        while at < more.len() {
            let gone = more.remove(at);
            if !self.take(doors, &more) {
                more.insert(at, gone);
                at += 1;
            }
        }
    }

    fn take(&mut self, doors: &[Door], more: &[usize]) -> bool {
        let found = self.cheapest(doors, more);
        let open = (0..doors.len()).filter(|column| doors[*column] == Door::Open).chain(more.iter().copied());
        let fixed: i64 = open.map(|column| self.columns[column].fixed).sum();
        let chosen: Vec<Option<usize>> = match self.problem.budget {
            None => found.iter().map(|found| found.map(|(_, index)| index)).collect(),
            Some(budget) => pack(&found, &self.problem.values, budget - fixed),
        };
        let value = chosen.iter().zip(&self.problem.values).filter_map(|(chosen, value)| chosen.map(|_| *value)).sum();
        let parcels: std::collections::HashSet<usize> = chosen.iter().flatten().map(|index| self.problem.choices[*index].seller).collect();
        let parcel = if self.problem.fewest_parcels { PARCEL } else { 0 };
        let cost = total(self.problem, &chosen) + parcel * i64::try_from(parcels.len()).unwrap_or(i64::MAX);
        let is_better = self.best.as_ref().is_none_or(|best| value > best.value || (value == best.value && cost < best.cost));
        if is_better {
            self.best = Some(Found { value, cost, chosen });
        }
        is_better
    }
}

fn keep(place: &mut Option<(i64, usize)>, cost: i64, index: usize) {
    if place.is_none_or(|(least, _)| cost < least) {
        *place = Some((cost, index));
    }
}

/// The things of most value that fit, and of these the cheapest: for each value the least that it costs, and of what.
fn pack(found: &[Option<(i64, usize)>], values: &[u32], budget: i64) -> Vec<Option<usize>> {
    let most: usize = values.iter().map(|value| *value as usize).sum();
    let mut least = vec![(i64::MAX, 0_u64); most + 1];
    least[0] = (0, 0);
    let mut top = 0;
    for (item, (found, value)) in found.iter().zip(values).enumerate() {
        let Some((cost, _)) = found else { continue };
        let value = *value as usize;
        for from in (0..=top).rev() {
            let (sum, items) = least[from];
            if sum <= budget - cost && sum + cost < least[from + value].0 {
                least[from + value] = (sum + cost, items | 1 << item);
            }
        }
        top += value;
    }
    let best = least.iter().rev().find(|(sum, _)| *sum <= budget).map_or(0, |(_, items)| *items);
    found.iter().enumerate().map(|(item, found)| found.filter(|_| best >> item & 1 == 1).map(|(_, index)| index)).collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
