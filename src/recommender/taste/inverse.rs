//! Inverting a symmetric, positive definite matrix.
//!
//! By halves, so that nearly all of the work is multiplying matrices, which `ndarray` does at the processor's own pace.
//! A library with an inverse of that pace would add minutes to every build for this one thing.

use ndarray::{ArrayViewMut2, Axis};

/// Below that, halving costs more than it saves.
const SMALL: usize = 48;

/// The inverse, in the place of the matrix.
pub fn invert(mut matrix: ArrayViewMut2<'_, f32>) {
    let size = matrix.nrows();
    if size <= SMALL {
        return invert_small(matrix);
    }
    // With M = [A B; Bᵀ C] and S = C − Bᵀ A⁻¹ B the inverse is
    // [A⁻¹ + A⁻¹ B S⁻¹ Bᵀ A⁻¹, −A⁻¹ B S⁻¹; −S⁻¹ Bᵀ A⁻¹, S⁻¹].
    let half = size / 2;
    let (above, below) = matrix.view_mut().split_at(Axis(0), half);
    let ((mut a, mut b), (mut b_turned, mut c)) = (above.split_at(Axis(1), half), below.split_at(Axis(1), half));
    invert(a.view_mut());
    let ab = a.dot(&b);
    c -= &b_turned.dot(&ab);
    invert(c.view_mut());
    let abs = ab.dot(&c);
    a += &abs.dot(&ab.t());
    b_turned.zip_mut_with(&abs.t(), |cell, value| *cell = -value);
    b.zip_mut_with(&abs, |cell, value| *cell = -value);
}

/// By Gauss and Jordan; a positive definite matrix needs no pivots.
fn invert_small(mut matrix: ArrayViewMut2<'_, f32>) {
    for at in 0..matrix.nrows() {
        let pivot = 1.0 / std::mem::replace(&mut matrix[[at, at]], 1.0);
        matrix.row_mut(at).mapv_inplace(|cell| cell * pivot);
        let own = matrix.row(at).to_owned();
        for row in (0..matrix.nrows()).filter(|row| *row != at) {
            let factor = std::mem::take(&mut matrix[[row, at]]);
            matrix.row_mut(row).scaled_add(-factor, &own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SMALL, invert};
    use ndarray::Array2;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        for size in [1, 2, SMALL, SMALL + 1, 3 * SMALL + 5] {
            // Symmetric, and every diagonal cell greater than the rest of its row.
            let matrix = Array2::from_shape_fn((size, size), |(row, column)| {
                let (low, high) = (row.min(column), row.max(column));
                if low == high { 50.0 } else { f32::from(u16::try_from((low * 7 + high * 3) % 11).unwrap()) / 20.0 }
            });
            let mut inverse = matrix.clone();
            invert(inverse.view_mut());
            let off = (matrix.dot(&inverse) - Array2::<f32>::eye(size)).mapv(f32::abs);
            assert!(off.iter().all(|off| *off < 1e-4), "{size}: {:?}", off.iter().copied().fold(0.0, f32::max));
        }
    }
}
