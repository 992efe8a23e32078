//! Cumulative distribution functions, their logarithms, and those of their complements.

use crate::diagnostic::Span;
use crate::lower::tracer::Tracer;
use crate::lower::value::{Lowered, Value};
use kullback_graph::{Binary, ReductionKind, Ternary, Unary};

/// Which function of the distribution.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// F
    Cdf,
    /// ln F
    LogCdf,
    /// ln (1 − F)
    LogComplement,
}

/// Calls a cumulative distribution function, if `name` is one.
pub(super) fn call(
    tracer: &mut Tracer<'_>,
    name: &str,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    let (base, kind) = [
        ("_lccdf", Kind::LogComplement),
        ("_lcdf", Kind::LogCdf),
        ("_cdf", Kind::Cdf),
    ]
    .iter()
    .find_map(|&(suffix, kind)| Some((name.strip_suffix(suffix)?, kind)))?;
    let log = if kind == Kind::LogComplement {
        Kind::LogComplement
    } else {
        Kind::LogCdf
    };
    let each = elements(tracer, base, log, arguments, span)?;
    Some(each.and_then(|each| {
        let sum = tracer.reduce(ReductionKind::Sum, &each, span)?;
        match kind {
            Kind::Cdf => tracer.unary(Unary::Exp, &sum, span),
            _ => Ok(sum),
        }
    }))
}

/// ln F or ln (1 − F), element by element.
fn elements(
    tracer: &mut Tracer<'_>,
    base: &str,
    kind: Kind,
    arguments: &[Value],
    span: Span,
) -> Option<Lowered<Value>> {
    let complement = kind == Kind::LogComplement;
    let at = Here { tracer, span };
    Some(match (base, arguments) {
        ("std_normal", [y]) => at.normal(y, complement),
        ("normal", [y, mu, sigma]) => at.normal_about(y, mu, sigma, complement),
        ("lognormal", [y, mu, sigma]) => at.lognormal(y, mu, sigma, complement),
        ("logistic", [y, mu, sigma]) => at.logistic(y, mu, sigma, complement),
        ("loglogistic", [y, alpha, beta]) => at.loglogistic(y, alpha, beta, complement),
        ("cauchy", [y, mu, sigma]) => at.cauchy(y, mu, sigma, complement),
        ("student_t", [y, nu, mu, sigma]) => at.student_t(y, nu, mu, sigma, complement),
        ("double_exponential", [y, mu, sigma]) => at.laplace(y, mu, sigma, complement),
        ("gumbel", [y, mu, beta]) => at.gumbel(y, mu, beta, complement),
        ("exponential", [y, rate]) => at.exponential(y, rate, complement),
        ("weibull", [y, alpha, sigma]) => at.weibull(y, alpha, sigma, complement),
        ("frechet", [y, alpha, sigma]) => at.frechet(y, alpha, sigma, complement),
        ("rayleigh", [y, sigma]) => at.rayleigh(y, sigma, complement),
        ("pareto", [y, least, alpha]) => at.pareto(y, least, alpha, complement),
        ("uniform", [y, low, high]) => at.uniform([y, low, high], complement),
        ("gamma", [y, alpha, beta]) => at.gamma(y, alpha, beta, complement),
        ("inv_gamma", [y, alpha, beta]) => at.inv_gamma(y, alpha, beta, complement),
        ("chi_square", [y, nu]) => at.chi_square(y, nu, complement),
        ("beta", [y, a, b]) => at.beta(y, a, b, complement),
        ("poisson", [y, rate]) => at.poisson(y, rate, complement),
        ("binomial", [y, trials, theta]) => at.binomial(y, trials, theta, complement),
        ("neg_binomial", [y, alpha, beta]) => at.neg_binomial(y, alpha, beta, complement),
        ("neg_binomial_2", [y, mu, phi]) => at.neg_binomial_2(y, mu, phi, complement),
        _ => return None,
    })
}

/// The tracer at one call. Every method gives ln F, or ln (1 − F) for the complement.
struct Here<'a, 'b> {
    tracer: &'a mut Tracer<'b>,
    span: Span,
}

impl Here<'_, '_> {
    fn one(&mut self, f: Unary, x: &Value) -> Lowered<Value> {
        self.tracer.unary(f, x, self.span)
    }

    fn two(&mut self, f: Binary, x: &Value, y: &Value) -> Lowered<Value> {
        self.tracer.binary(f, x, y, self.span)
    }

    /// x + c
    fn plus(&mut self, x: &Value, c: f64) -> Lowered<Value> {
        let c = self.tracer.real(c);
        self.two(Binary::Add, x, &c)
    }

    /// c x
    fn times(&mut self, x: &Value, c: f64) -> Lowered<Value> {
        let c = self.tracer.real(c);
        self.two(Binary::Multiply, x, &c)
    }

    /// (y − μ) / σ
    fn standard(&mut self, y: &Value, mu: &Value, sigma: &Value) -> Lowered<Value> {
        let centred = self.two(Binary::Subtract, y, mu)?;
        self.two(Binary::Divide, &centred, sigma)
    }

    /// `x`, negated for the complement: for distributions that are symmetric about 0.
    fn reflected(&mut self, x: Value, complement: bool) -> Lowered<Value> {
        if complement {
            return self.one(Unary::Negate, &x);
        }
        Ok(x)
    }

    /// From the logarithm of a probability, that of its complement if it is wanted.
    fn flipped(&mut self, log: &Value, flip: bool) -> Lowered<Value> {
        if flip {
            return self.one(Unary::Log1mExp, log);
        }
        Ok(log.clone())
    }

    /// ln Φ(±z)
    fn normal(mut self, z: &Value, complement: bool) -> Lowered<Value> {
        let z = self.reflected(z.clone(), complement)?;
        self.one(Unary::NormalLogCdf, &z)
    }

    fn normal_about(
        mut self,
        y: &Value,
        mu: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let z = self.standard(y, mu, sigma)?;
        self.normal(&z, complement)
    }

    fn lognormal(
        mut self,
        y: &Value,
        mu: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let log = self.one(Unary::Log, y)?;
        self.normal_about(&log, mu, sigma, complement)
    }

    /// ln logit⁻¹(±z)
    fn logistic(
        mut self,
        y: &Value,
        mu: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let z = self.standard(y, mu, sigma)?;
        let z = self.reflected(z, complement)?;
        self.one(Unary::LogInverseLogit, &z)
    }

    /// ln logit⁻¹(±β ln (y/α))
    fn loglogistic(
        mut self,
        y: &Value,
        alpha: &Value,
        beta: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let ratio = self.two(Binary::Divide, y, alpha)?;
        let log = self.one(Unary::Log, &ratio)?;
        let z = self.two(Binary::Multiply, beta, &log)?;
        let z = self.reflected(z, complement)?;
        self.one(Unary::LogInverseLogit, &z)
    }

    /// ln (½ + atan(±z)/π)
    fn cauchy(mut self, y: &Value, mu: &Value, sigma: &Value, complement: bool) -> Lowered<Value> {
        let z = self.standard(y, mu, sigma)?;
        let z = self.reflected(z, complement)?;
        let angle = self.one(Unary::Atan, &z)?;
        let part = self.times(&angle, std::f64::consts::FRAC_1_PI)?;
        let share = self.plus(&part, 0.5)?;
        self.one(Unary::Log, &share)
    }

    fn student_t(
        mut self,
        y: &Value,
        nu: &Value,
        mu: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let z = self.standard(y, mu, sigma)?;
        let z = self.reflected(z, complement)?;
        self.two(Binary::StudentTLogCdf, &z, nu)
    }

    /// With ±z = (y − μ)/σ: ln ½ + z below 0, ln (1 − ½ e⁻ᶻ) above.
    fn laplace(mut self, y: &Value, mu: &Value, sigma: &Value, complement: bool) -> Lowered<Value> {
        let z = self.standard(y, mu, sigma)?;
        let z = self.reflected(z, complement)?;
        let size = self.one(Unary::Absolute, &z)?;
        let negative = self.one(Unary::Negate, &size)?;
        let tail = self.plus(&negative, -std::f64::consts::LN_2)?;
        let rest = self.one(Unary::Log1mExp, &tail)?;
        let zero = self.tracer.real(0.0);
        let below = self.two(Binary::Less, &z, &zero)?;
        self.tracer
            .ternary(Ternary::Select, [&below, &tail, &rest], self.span)
    }

    /// ln F = −e⁻ᶻ
    fn gumbel(mut self, y: &Value, mu: &Value, beta: &Value, complement: bool) -> Lowered<Value> {
        let z = self.standard(y, mu, beta)?;
        let negative = self.one(Unary::Negate, &z)?;
        let hazard = self.one(Unary::Exp, &negative)?;
        let log = self.one(Unary::Negate, &hazard)?;
        self.flipped(&log, complement)
    }

    /// ln (1 − F) = −h, with h the cumulative hazard.
    fn survival(mut self, hazard: &Value, complement: bool) -> Lowered<Value> {
        let log = self.one(Unary::Negate, hazard)?;
        self.flipped(&log, !complement)
    }

    fn exponential(mut self, y: &Value, rate: &Value, complement: bool) -> Lowered<Value> {
        let hazard = self.two(Binary::Multiply, y, rate)?;
        self.survival(&hazard, complement)
    }

    fn weibull(
        mut self,
        y: &Value,
        alpha: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let ratio = self.two(Binary::Divide, y, sigma)?;
        let hazard = self.two(Binary::Power, &ratio, alpha)?;
        self.survival(&hazard, complement)
    }

    /// ln F = −(y/σ)^−α
    fn frechet(
        mut self,
        y: &Value,
        alpha: &Value,
        sigma: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let ratio = self.two(Binary::Divide, sigma, y)?;
        let power = self.two(Binary::Power, &ratio, alpha)?;
        let log = self.one(Unary::Negate, &power)?;
        self.flipped(&log, complement)
    }

    fn rayleigh(mut self, y: &Value, sigma: &Value, complement: bool) -> Lowered<Value> {
        let ratio = self.two(Binary::Divide, y, sigma)?;
        let square = self.two(Binary::Multiply, &ratio, &ratio)?;
        let hazard = self.times(&square, 0.5)?;
        self.survival(&hazard, complement)
    }

    fn pareto(
        mut self,
        y: &Value,
        least: &Value,
        alpha: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let ratio = self.two(Binary::Divide, y, least)?;
        let log = self.one(Unary::Log, &ratio)?;
        let hazard = self.two(Binary::Multiply, alpha, &log)?;
        self.survival(&hazard, complement)
    }

    fn uniform(mut self, [y, low, high]: [&Value; 3], complement: bool) -> Lowered<Value> {
        let width = self.two(Binary::Subtract, high, low)?;
        let part = if complement {
            self.two(Binary::Subtract, high, y)?
        } else {
            self.two(Binary::Subtract, y, low)?
        };
        let share = self.two(Binary::Divide, &part, &width)?;
        self.one(Unary::Log, &share)
    }

    /// ln P(a, x), or ln Q(a, x) for the upper tail.
    fn incomplete_gamma(&mut self, a: &Value, x: &Value, upper: bool) -> Lowered<Value> {
        let f = if upper {
            Binary::LogGammaQ
        } else {
            Binary::LogGammaP
        };
        self.two(f, a, x)
    }

    fn gamma(mut self, y: &Value, alpha: &Value, beta: &Value, complement: bool) -> Lowered<Value> {
        let x = self.two(Binary::Multiply, y, beta)?;
        self.incomplete_gamma(alpha, &x, complement)
    }

    fn inv_gamma(
        mut self,
        y: &Value,
        alpha: &Value,
        beta: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let x = self.two(Binary::Divide, beta, y)?;
        self.incomplete_gamma(alpha, &x, !complement)
    }

    fn chi_square(mut self, y: &Value, nu: &Value, complement: bool) -> Lowered<Value> {
        let (shape, x) = (self.times(nu, 0.5)?, self.times(y, 0.5)?);
        self.incomplete_gamma(&shape, &x, complement)
    }

    fn poisson(mut self, y: &Value, rate: &Value, complement: bool) -> Lowered<Value> {
        let shape = self.plus(y, 1.0)?;
        self.incomplete_gamma(&shape, rate, !complement)
    }

    /// ln I_x(a, b), or ln I_{1−x}(b, a) for the upper tail.
    fn incomplete_beta(&mut self, [a, b, x, other]: [&Value; 4], upper: bool) -> Lowered<Value> {
        let inputs = if upper { [b, a, other] } else { [a, b, x] };
        self.tracer.ternary(Ternary::LogBetaInc, inputs, self.span)
    }

    fn beta(mut self, y: &Value, a: &Value, b: &Value, complement: bool) -> Lowered<Value> {
        let negative = self.one(Unary::Negate, y)?;
        let other = self.plus(&negative, 1.0)?;
        self.incomplete_beta([a, b, y, &other], complement)
    }

    /// F = I_{1−θ}(N − y, y + 1) below N, and 1 from there.
    fn binomial(
        mut self,
        y: &Value,
        trials: &Value,
        theta: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let left = self.two(Binary::Subtract, trials, y)?;
        let one = self.tracer.real(1.0);
        let whole = self.two(Binary::Less, &left, &one)?;
        let shape = self
            .tracer
            .ternary(Ternary::Select, [&whole, &one, &left], self.span)?;
        let next = self.plus(y, 1.0)?;
        let negative = self.one(Unary::Negate, theta)?;
        let other = self.plus(&negative, 1.0)?;
        let log = self.incomplete_beta([&shape, &next, &other, theta], complement)?;
        let end = if complement { f64::NEG_INFINITY } else { 0.0 };
        let end = self.tracer.real(end);
        self.tracer
            .ternary(Ternary::Select, [&whole, &end, &log], self.span)
    }

    /// F = I_{β/(β + 1)}(α, y + 1)
    fn neg_binomial(
        mut self,
        y: &Value,
        alpha: &Value,
        beta: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let next = self.plus(y, 1.0)?;
        let total = self.plus(beta, 1.0)?;
        let x = self.two(Binary::Divide, beta, &total)?;
        let one = self.tracer.real(1.0);
        let other = self.two(Binary::Divide, &one, &total)?;
        self.incomplete_beta([alpha, &next, &x, &other], complement)
    }

    /// F = I_{φ/(φ + μ)}(φ, y + 1)
    fn neg_binomial_2(
        mut self,
        y: &Value,
        mu: &Value,
        phi: &Value,
        complement: bool,
    ) -> Lowered<Value> {
        let next = self.plus(y, 1.0)?;
        let total = self.two(Binary::Add, mu, phi)?;
        let x = self.two(Binary::Divide, phi, &total)?;
        let other = self.two(Binary::Divide, mu, &total)?;
        self.incomplete_beta([phi, &next, &x, &other], complement)
    }
}
