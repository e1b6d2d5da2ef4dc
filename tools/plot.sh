#!/usr/bin/env bash
# Draws docs/performance.svg from what `make ratios` printed: bars for the
# peers, a line for the size of pieces, two for the size of packets.
set -euo pipefail
cd "$(dirname "$0")/.."

awk '
function text(x, y, size, anchor, what) {
    gsub(/&/, "\\&amp;", what)
    printf "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, size, anchor, what
}
function line(x1, y1, x2, y2, color) {
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", x1, y1, x2, y2, color
}
function axes(x, y, w, h, top, title, unit,    i) {
    text(x, y - 14, 14, "start", title)
    for (i = 0; i <= 4; i++) {
        line(x, y + h - h * i / 4, x + w, y + h - h * i / 4, "#ddd")
        text(x - 6, y + h - h * i / 4 + 4, 11, "end", sprintf("%.1f", top * i / 4000))
    }
    text(x - 6, y - 14, 11, "end", "GB/s")
    text(x + w, y + h + 34, 11, "end", unit)
}
function curve(x, y, w, h, top, n, at, value, color, name,    i, px, py, d) {
    for (i = 1; i <= n; i++) {
        px = x + w * log(at[i] / at[1]) / log(at[n] / at[1]); py = y + h - h * value[i] / top
        d = d (i == 1 ? "M" : "L") sprintf("%.1f %.1f ", px, py)
        printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", px, py, color
    }
    printf "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", d, color
    text(px + 4, py - 8, 11, "end", name)
}
/^cpu / { cpu = substr($0, 5) }
/^series peer / {
    name = $0; sub(/^series peer [0-9]+ /, "", name)
    if (name ~ /memcpy|LF counted|loop in|fed/) next
    peer[++p] = name; speed[p] = $3; if ($3 > most) most = $3
}
/^series piece / { piece[++c] = $3; pieces[c] = $4; if ($4 > top2) top2 = $4 }
/^series packet / { size[++k] = $3; ours[k] = $4; theirs[k] = $6; if ($4 > top3) top3 = $4 }
END {
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"860\" height=\"" 90 + 26 * p + 330 "\" font-family=\"sans-serif\">"
    print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    text(20, 28, 16, "start", "Reading the recorded storm, 1 MiB, in cache, on " cpu)
    for (i = 1; i <= p; i++) {
        y = 50 + 26 * i; w = 520 * speed[i] / most
        text(190, y + 14, 12, "end", peer[i])
        printf "<rect x=\"200\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>\n", y, w, peer[i] ~ /^amiwire/ ? "#2a6f97" : "#b0b0b0"
        text(206 + w, y + 14, 12, "start", sprintf("%.2f GB/s", speed[i] / 1000))
    }
    y = 120 + 26 * p
    axes(70, y, 320, 200, top2, "By the size of pieces (copy included)", "bytes a piece")
    curve(70, y, 320, 200, top2, c, piece, pieces, "#2a6f97", "amiwire")
    for (i = 1; i <= c; i += 2) text(70 + 320 * log(piece[i] / piece[1]) / log(piece[c] / piece[1]), y + 216, 11, "middle", piece[i])
    axes(500, y, 320, 200, top3, "By the size of packets", "bytes a packet")
    curve(500, y, 320, 200, top3, k, size, ours, "#2a6f97", "amiwire")
    curve(500, y, 320, 200, top3, k, size, theirs, "#909090", "httparse")
    for (i = 1; i <= k; i += 2) text(500 + 320 * log(size[i] / size[1]) / log(size[k] / size[1]), y + 216, 11, "middle", size[i])
    print "</svg>"
}' build/peers/ratios.txt >docs/performance.svg
