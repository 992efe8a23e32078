//! Draws in the layout of CmdStan: comment lines, a header with dots, a row per draw.

use std::io::{self, Write};

use kullback::Draws;

/// Writes `# key = value` lines, then the header, then the draws.
pub fn write(
    out: &mut impl Write,
    comments: &[(&'static str, String)],
    draws: &Draws,
) -> io::Result<()> {
    for (key, value) in comments {
        writeln!(out, "# {key} = {value}")?;
    }
    write!(out, "lp_approx__,lp__,weight__")?;
    for column in &draws.columns {
        write!(out, ",{}", column)?;
    }
    writeln!(out)?;
    for (draw, row) in draws.rows().enumerate() {
        number(out, draws.log_q[draw])?;
        write!(out, ",")?;
        number(out, draws.log_p[draw])?;
        write!(out, ",")?;
        number(out, draws.weights[draw])?;
        for value in row {
            write!(out, ",")?;
            number(out, *value)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The shortest text that reads back as the same number, spelled as CmdStan spells it.
fn number(out: &mut impl Write, x: f64) -> io::Result<()> {
    if x.is_nan() {
        write!(out, "nan")
    } else if x.is_infinite() {
        write!(out, "{}", if x > 0.0 { "inf" } else { "-inf" })
    } else if x == 0.0 || (1e-5..1e16).contains(&x.abs()) {
        write!(out, "{x}")
    } else {
        write!(out, "{x:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_read_back_and_stay_short() {
        for (x, text) in [
            (0.0, "0"),
            (-1.5, "-1.5"),
            (1e-300, "1e-300"),
            (2.5e20, "2.5e20"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            let mut out = Vec::new();
            number(&mut out, x).expect("a vector takes everything");
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }
}
