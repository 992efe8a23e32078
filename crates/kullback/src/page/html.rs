//! Pieces of HTML: tables, figures, sections. Everything that comes from a model or its data goes
//! through [`escaped`].

pub(super) use crate::svg::escaped;

/// A table: what it holds, the heads of its columns, and rows of text, escaped here. The first column
/// is the head of its row.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = format!(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table>\
         <caption>{0}</caption><thead><tr>",
        escaped(caption)
    );
    for head in heads {
        text.push_str(&format!("<th scope=\"col\">{}</th>", escaped(head)));
    }
    text.push_str("</tr></thead><tbody>\n");
    for row in rows {
        text.push_str("<tr>");
        for (k, cell) in row.iter().enumerate() {
            let cell = escaped(cell);
            text.push_str(&match k {
                0 => format!("<th scope=\"row\">{cell}</th>"),
                _ => format!("<td>{cell}</td>"),
            });
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody></table></div>\n"
}

/// A section with a heading; `id` is a plain word.
pub(super) fn section(id: &str, heading: &str, body: &str) -> String {
    format!(
        "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n{body}</section>\n",
        escaped(heading)
    )
}

/// A drawing with its caption (HTML) and the numbers behind it.
pub(super) fn figure(drawing: &str, caption: &str, numbers: &str) -> String {
    let numbers = if numbers.is_empty() {
        String::new()
    } else {
        details("The numbers of this figure", numbers)
    };
    format!("<figure>\n{drawing}<figcaption>{caption}</figcaption>\n{numbers}</figure>\n")
}

/// What is shown on request.
pub(super) fn details(summary: &str, body: &str) -> String {
    format!(
        "<details><summary>{}</summary>\n{body}</details>\n",
        escaped(summary)
    )
}

/// A paragraph of plain text.
pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>\n", formula(text))
}

/// A list of plain texts; nothing for none.
pub(super) fn list(class: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items
        .map(|item| format!("<li>{}</li>\n", formula(&item)))
        .collect();
    if items.is_empty() {
        return items;
    }
    format!("<ul class=\"{class}\">\n{items}</ul>\n")
}

/// Plain text in which the symbols of the field are set as such: `D_KL` and `E_{z~Q}` with their
/// subscripts.
pub(super) fn formula(text: &str) -> String {
    let mut safe = escaped(text).replace("D_KL", "D<sub>KL</sub>");
    while let Some(at) = safe.find("E_{") {
        let Some(length) = safe[at..].find('}') else {
            break;
        };
        let inner = safe[at + 3..at + length].to_owned();
        safe.replace_range(at..=at + length, &format!("E<sub>{inner}</sub>"));
    }
    safe
}

/// A path that may break after each of its slashes.
pub(super) fn path(text: &str) -> String {
    escaped(text).replace('/', "/<wbr>")
}

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    let share = 100.0 * share;
    if share > 0.0 && share < 0.1 {
        "< 0.1 %".to_owned()
    } else {
        format!("{share:.1} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_subscripts() {
        assert_eq!(
            formula("D_KL(a<b) = E_{z~Q}[x] E_{"),
            "D<sub>KL</sub>(a&lt;b) = E<sub>z~Q</sub>[x] E_{"
        );
    }

    #[test]
    fn nothing_in_a_table_is_markup() {
        let rows = vec![vec!["<script>".to_owned(), "a & b".to_owned()]];
        let table = table("x \"y\"", &["<b>"], &rows);
        assert!(table.contains("&lt;script&gt;") && table.contains("a &amp; b"));
        assert!(!table.contains("<script>") && !table.contains("<b>"));
        assert!(table.contains("aria-label=\"x &quot;y&quot;\""));
    }
}
