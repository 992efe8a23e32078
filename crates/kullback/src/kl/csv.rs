//! Samples from the text of a CSV file.

/// A file that is no table of numbers. Lines and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CsvError {
    /// Nothing but names, comments and empty lines.
    #[error("expected a point on each line, found no numbers")]
    Empty,
    /// A cell that is no number.
    #[error("line {line}, column {column}: expected a number, found `{found}`")]
    NotANumber {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What stands there.
        found: String,
    },
    /// A line of another width.
    #[error("line {line}: expected {expected} values as on the lines before, found {found}")]
    Ragged {
        /// The line.
        line: usize,
        /// Values on the lines before.
        expected: usize,
        /// Values here.
        found: usize,
    },
}

/// The number of columns, and the values line after line.
pub(super) fn read_csv(text: &str) -> Result<(usize, Vec<f64>), CsvError> {
    let mut width = None;
    let mut values = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let is_header = width.is_none() && cells.iter().all(|cell| cell.parse::<f64>().is_err());
        let expected = *width.get_or_insert(cells.len());
        if cells.len() != expected {
            return Err(CsvError::Ragged {
                line: line_number,
                expected,
                found: cells.len(),
            });
        }
        if is_header {
            continue;
        }
        for (column, cell) in cells.iter().enumerate() {
            values.push(cell.parse().map_err(|_| CsvError::NotANumber {
                line: line_number,
                column: column + 1,
                found: (*cell).to_owned(),
            })?);
        }
    }
    match width {
        Some(width) if !values.is_empty() => Ok((width, values)),
        _ => Err(CsvError::Empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_comments_and_empty_lines_are_skipped() {
        let text = "# a chain\nx, y\n1,2\n\n# warm-up ends\n3, 4e-1\n";
        assert_eq!(read_csv(text), Ok((2, vec![1.0, 2.0, 3.0, 0.4])));
        assert_eq!(read_csv("1\n2\n"), Ok((1, vec![1.0, 2.0])));
    }

    #[test]
    fn errors_name_the_place() {
        let found = "three".to_owned();
        assert_eq!(
            read_csv("1,2\n1,three\n"),
            Err(CsvError::NotANumber {
                line: 2,
                column: 2,
                found
            })
        );
        assert_eq!(
            read_csv("x,y\n1\n"),
            Err(CsvError::Ragged {
                line: 2,
                expected: 2,
                found: 1
            })
        );
        assert_eq!(read_csv("x,y\n# nothing\n"), Err(CsvError::Empty));
    }
}
