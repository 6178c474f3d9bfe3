//! The planner against every way there is, and against the clock.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::{Choice, Problem, Solution, solve, total};

/// A market: everybody sells some of the things, at prices of their own, with one to three dear first records.
fn market(dice: &mut Pcg64Mcg, items: usize, sellers: usize, share: f64) -> Problem {
    let usual: Vec<i64> = (0..items).map(|_| dice.random_range(1_000..4_000)).collect();
    let mut choices = Vec::new();
    for seller in 0..sellers {
        let (first, level) = (dice.random_range(200..1_800), dice.random_range(1..4_i64));
        for (item, usual) in usual.iter().enumerate() {
            if dice.random_bool(share) {
                let next = usual * dice.random_range(70..150) / 100 + dice.random_range(50..300);
                choices.push(Choice { item, seller, next, extra: first + 300 * dice.random_range(0..level) });
            }
        }
    }
    Problem { values: (0..items).map(|_| dice.random_range(1..3)).collect(), choices, budget: None, fewest_parcels: false }
}

/// The best of all ways, one by one: value, parcels where they count, total.
fn brute(problem: &Problem) -> (u32, usize, i64) {
    fn go(problem: &Problem, item: usize, chosen: &mut Vec<Option<usize>>, best: &mut Option<(u32, usize, i64)>) {
        if item == problem.values.len() {
            let sum = total(problem, chosen);
            if problem.budget.is_some_and(|budget| sum > budget) {
                return;
            }
            let told = told(problem, &Solution { chosen: chosen.clone(), total: sum, is_exact: true });
            let key = |(value, parcels, sum): (u32, usize, i64)| {
                (std::cmp::Reverse(value), if problem.fewest_parcels { parcels } else { 0 }, sum)
            };
            if best.is_none_or(|best| key(told) < key(best)) {
                *best = Some(told);
            }
            return;
        }
        chosen.push(None);
        go(problem, item + 1, chosen, best);
        chosen.pop();
        for (index, _) in problem.choices.iter().enumerate().filter(|(_, choice)| choice.item == item) {
            chosen.push(Some(index));
            go(problem, item + 1, chosen, best);
            chosen.pop();
        }
    }
    let mut best = None;
    go(problem, 0, &mut Vec::new(), &mut best);
    best.expect("nothing at all is a way too")
}

fn told(problem: &Problem, solution: &Solution) -> (u32, usize, i64) {
    let value = solution.chosen.iter().zip(&problem.values).filter_map(|(chosen, value)| chosen.map(|_| *value)).sum();
    let sellers: std::collections::HashSet<usize> = solution.chosen.iter().flatten().map(|index| problem.choices[*index].seller).collect();
    (value, sellers.len(), solution.total)
}

#[test]
fn the_plan_is_the_best_of_all_ways() {
    let mut dice = Pcg64Mcg::seed_from_u64(7);
    let mut shared = 0;
    for round in 0..400 {
        let (items, sellers) = (dice.random_range(1..6), dice.random_range(1..5));
        let mut problem = market(&mut dice, items, sellers, 0.6);
        for fewest_parcels in [false, true] {
            problem.fewest_parcels = fewest_parcels;
            let solution = solve(&problem);
            let (right, said) = (brute(&problem), told(&problem, &solution));
            assert!(solution.is_exact);
            shared += usize::from(said.1 < solution.chosen.iter().flatten().count());
            let parcels = |(value, parcels, sum): (u32, usize, i64)| (value, if fewest_parcels { parcels } else { 0 }, sum);
            assert_eq!(parcels(said), parcels(right), "round {round}, fewest: {fewest_parcels}, {problem:?}");
        }
        problem.fewest_parcels = false;
        problem.budget = Some(dice.random_range(500..12_000));
        let solution = solve(&problem);
        let (right, said) = (brute(&problem), told(&problem, &solution));
        assert_eq!((said.0, said.2), (right.0, right.2), "round {round}, {problem:?}");
        assert!(said.2 <= problem.budget.expect("there is one"));
    }
    assert!(shared > 200, "parcels are shared: {shared}");
}

#[test]
fn what_nobody_sells_is_left_out_and_nothing_at_all_is_no_trouble() {
    let choice = Choice { item: 1, seller: 0, next: 10, extra: 5 };
    let problem = Problem { values: vec![1, 1], choices: vec![choice], ..Problem::default() };
    assert_eq!(solve(&problem), Solution { chosen: vec![None, Some(0)], total: 15, is_exact: true });
    assert_eq!(solve(&Problem { budget: Some(14), ..problem }).chosen, [None, None]);
    assert_eq!(solve(&Problem::default()), Solution { chosen: vec![], total: 0, is_exact: true });
}

/// `cargo test --release --lib basket -- --ignored --nocapture` prints what 30 albums of 20 sellers take.
#[test]
#[ignore = "a measurement"]
fn thirty_albums_of_twenty_sellers_take_less_than_a_second() {
    let mut dice = Pcg64Mcg::seed_from_u64(11);
    let mut times: Vec<std::time::Duration> = Vec::new();
    for round in 0..60 {
        let share = [0.2, 0.5, 1.0][round % 3];
        let plain = market(&mut dice, 30, 20, share);
        let few = Problem { fewest_parcels: true, ..plain.clone() };
        let tight = Problem { budget: Some(30_000), ..plain.clone() };
        for problem in [plain, few, tight] {
            let begun = std::time::Instant::now();
            let solution = solve(&problem);
            times.push(begun.elapsed());
            assert!(solution.is_exact, "round {round}, {:?}, fewest: {}", problem.budget, problem.fewest_parcels);
        }
    }
    times.sort_unstable();
    #[expect(clippy::print_stdout, reason = "a figure, for whoever runs it with --nocapture")]
    {
        println!("30 x 20: median {:?}, longest {:?} of {}", times[times.len() / 2], times[times.len() - 1], times.len());
    }
    assert!(times[times.len() - 1] < std::time::Duration::from_secs(1));
}
