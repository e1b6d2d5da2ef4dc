//! The picture: bars for the peers, a line for the size of pieces, two for the
//! size of packets. Plain SVG, written by hand: a plotting crate would be the
//! larger part of what this tool depends on.

use std::fmt::Write;

use anyhow::{Result, ensure};

use super::facts::{Facts, Row, cell, number};

const OURS: &str = "#2a6f97";
const THEIRS: &str = "#a0a0a0";

struct Drawing(String);

impl Drawing {
    fn text(&mut self, [x, y]: [f64; 2], size: u32, anchor: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(self.0, r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}" text-anchor="{anchor}">{text}</text>"#)
            .unwrap();
    }

    fn bar(&mut self, [x, y]: [f64; 2], width: f64, color: &str) {
        writeln!(self.0, r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="18" fill="{color}"/>"#).unwrap();
    }

    fn line(&mut self, points: &[[f64; 2]], color: &str, width: u32) {
        let points: Vec<_> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        let points = points.join(" ");
        writeln!(self.0, r#"<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}"/>"#)
            .unwrap();
    }

    fn dot(&mut self, [x, y]: [f64; 2], color: &str) {
        writeln!(self.0, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{color}"/>"#).unwrap();
    }
}

/// Gigabytes a second over sizes, which grow by factors.
struct Plot {
    at: [f64; 2],
    sizes: Vec<f64>,
    top: f64,
}

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 200.0;

impl Plot {
    fn place(&self, size: f64, value: f64) -> [f64; 2] {
        let (first, last) = (self.sizes[0], self.sizes[self.sizes.len() - 1]);
        let across = (size / first).ln() / (last / first).ln();
        [self.at[0] + WIDTH * across, self.at[1] + HEIGHT * (1.0 - value / self.top)]
    }

    fn axes(&self, drawing: &mut Drawing, title: &str, unit: &str) {
        let [x, y] = self.at;
        drawing.text([x, y - 14.0], 14, "start", title);
        drawing.text([x - 8.0, y - 14.0], 11, "end", "GB/s");
        for step in 0..=4 {
            let value = self.top * f64::from(step) / 4.0;
            let [_, y] = self.place(self.sizes[0], value);
            drawing.line(&[[x, y], [x + WIDTH, y]], "#dddddd", 1);
            drawing.text([x - 8.0, y + 4.0], 11, "end", &format!("{value:.1}"));
        }
        for size in self.sizes.iter().step_by(2) {
            let [x, y] = self.place(*size, 0.0);
            drawing.text([x, y + 16.0], 11, "middle", &size.to_string());
        }
        drawing.text([x + WIDTH, y + HEIGHT + 34.0], 11, "end", unit);
    }

    fn curve(&self, drawing: &mut Drawing, values: &[f64], color: &str, name: &str) {
        let points: Vec<_> = self.sizes.iter().zip(values).map(|(size, value)| self.place(*size, *value)).collect();
        drawing.line(&points, color, 2);
        points.iter().for_each(|point| drawing.dot(*point, color));
        // Above the end, and above the stroke that leads to it.
        let [x, y] = points[points.len() - 1];
        let y = points[points.len() - 2][1].min(y);
        drawing.text([x, y - 8.0], 11, "end", name);
    }
}

/// The next larger of 1, 2, 4, 6, 8, 10, 12, 16, 20, …, which has good quarters.
fn top(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(0.0, f64::max);
    [1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0]
        .into_iter()
        .find(|top| *top > most)
        .unwrap_or((most / 4.0).floor() * 4.0 + 4.0)
}

/// Two points at least, since a line is drawn.
fn column(facts: &Facts, kind: &str, i: usize) -> Result<Vec<f64>> {
    let column: Vec<f64> = facts.all(kind)?.into_iter().map(|fact| number(fact, i)).collect::<Result<_>>()?;
    ensure!(column.len() > 1, "one fact alone says {kind}");
    Ok(column)
}

pub(crate) fn draw(facts: &Facts) -> Result<String> {
    // Those that read packets out of bytes which lie there.
    let reads = |row: &Row<'_>| !["memcpy", "LF counted", "loop in", "fed"].iter().any(|no| row.name.contains(no));
    let slow = facts.rows("slow")?.into_iter().filter(|row| row.name != "httparse");
    let mut rows: Vec<_> = facts.rows("cache")?.into_iter().filter(reads).chain(slow).collect();
    rows.sort_by(|a, b| a.speed[0].total_cmp(&b.speed[0]));
    let most = rows.iter().map(|row| row.speed[0]).fold(0.0, f64::max);
    let bars = 24.0 * rows.len() as f64;

    let mut drawing = Drawing(String::new());
    let height = 60.0 + bars + 320.0;
    writeln!(
        drawing.0,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="860" height="{height:.0}" font-family="sans-serif">"#
    )
    .unwrap();
    drawing.0 += "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    let input = cell(facts.all("input")?[0], 0)?;
    drawing.text([20.0, 28.0], 16, "start", &format!("Reading a {input}, 1 MiB in cache, on {}", facts.one("cpu")?));
    for (i, row) in rows.iter().enumerate() {
        let y = 48.0 + 24.0 * i as f64;
        let width = 460.0 * row.speed[0] / most;
        drawing.text([190.0, y + 14.0], 12, "end", row.name);
        drawing.bar([200.0, y], width, if row.name.starts_with("amiwire") { OURS } else { THEIRS });
        let label = format!("{:.2} GB/s, {:.2} × httparse", row.speed[0] / 1000.0, row.over[0]);
        drawing.text([206.0 + width, y + 14.0], 12, "start", &label);
    }

    let y = 48.0 + bars + 60.0;
    let scaled =
        |kind, i| -> Result<Vec<f64>> { Ok(column(facts, kind, i)?.iter().map(|speed| speed / 1000.0).collect()) };
    let fed = scaled("piece", 1)?;
    let plot = Plot { at: [70.0, y], sizes: column(facts, "piece", 0)?, top: top(&fed) };
    plot.axes(&mut drawing, "By the size of pieces, with the copy", "bytes a piece");
    plot.curve(&mut drawing, &fed, OURS, "amiwire");
    let (ours, theirs) = (scaled("packet", 1)?, scaled("packet", 2)?);
    let plot = Plot { at: [500.0, y], sizes: column(facts, "packet", 0)?, top: top(&[&ours[..], &theirs].concat()) };
    plot.axes(&mut drawing, "By the size of packets", "bytes a packet");
    plot.curve(&mut drawing, &ours, OURS, "amiwire");
    plot.curve(&mut drawing, &theirs, THEIRS, "httparse");
    Ok(drawing.0 + "</svg>\n")
}
