// Correlation matrices and their Cholesky factors, alone and in arrays, with the LKJ density.
parameters {
  cholesky_factor_corr[4] L;
  corr_matrix[4] R;
  array[2] cholesky_factor_corr[3] Ls;
  array[2] corr_matrix[3] Rs;
  cholesky_factor_corr[1] one;
  real<lower=0.5> eta;
}
model {
  eta ~ lognormal(0, 0.5);
  L ~ lkj_corr_cholesky(eta);
  R ~ lkj_corr(2.5);
  Ls[1] ~ lkj_corr_cholesky(2);
  Ls[2] ~ lkj_corr_cholesky(1);
  Rs[1] ~ lkj_corr(eta);
  Rs[2] ~ lkj_corr(1);
  target += -square(L[3, 2] - 0.3) - square(R[4, 2] + 0.2) - sum(Ls[2]) - square(Rs[1, 2, 1]) - one[1, 1];
}
