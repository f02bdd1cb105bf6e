package dev.stackwright.train.report.html;

import dev.stackwright.common.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Charts as SVG with the page's own classes; each says in words what it shows. Pure. */
final class Chart {

    private static final int WIDTH = 560;
    private static final int RIGHT = 24;
    private static final int ROW = 26;
    private static final int NAMES = 150;

    private Chart() {}

    /** A share with its interval; {@code strong} for the one that the others are compared with. */
    record Dot(String name, double low, double value, double high, boolean strong) {}

    /** A line, by its points in order of x. */
    record Line(String name, List<double[]> points) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** Dots with their intervals, a row each, on one scale that ends at 1. */
    static String dots(String title, List<Dot> dots) {
        double least = dots.stream().mapToDouble(Dot::low).min().orElse(0);
        double from = Math.max(0, Math.min(0.9, Math.floor(least * 10) / 10));
        Scale x = new Scale(from, 1, NAMES, WIDTH - RIGHT);
        int height = dots.size() * ROW + 26;
        StringBuilder svg = new StringBuilder();
        for (double tick : ticks(from, 1, 5)) {
            svg.append(line("grid", x.at(tick), 0, x.at(tick), height - 20));
            svg.append(label("tick", x.at(tick), height - 4, "middle", Math.round(tick * 100) + " %"));
        }
        for (int i = 0; i < dots.size(); i++) {
            Dot dot = dots.get(i);
            double y = i * ROW + 14;
            String kind = dot.strong() ? " strong" : "";
            svg.append(label("row", NAMES - 10, y + 4, "end", dot.name()));
            svg.append(line("interval" + kind, x.at(dot.low()), y, x.at(dot.high()), y));
            svg.append("<circle class=\"dot%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>"
                    .formatted(kind, number(x.at(dot.value())), number(y), dot.strong() ? 6 : 4));
        }
        String words = dots.stream()
                .map(dot -> "%s: %s, from %s to %s"
                        .formatted(dot.name(), Percent.of(dot.value()), Percent.of(dot.low()), Percent.of(dot.high())))
                .collect(Collectors.joining("; "));
        return figure(title, words, height, svg, "");
    }

    /** Lines on common axes; y begins at 0 or below. */
    static String lines(String title, List<Line> lines) {
        List<Line> drawn =
                lines.stream().filter(line -> !line.points().isEmpty()).toList();
        if (drawn.isEmpty()) {
            return "";
        }
        Scale x = Scale.over(drawn, 0, 44, WIDTH - RIGHT);
        Scale y = Scale.over(drawn, 1, 196, 8).from(0);
        StringBuilder svg = new StringBuilder();
        for (double tick : ticks(y.low(), y.high(), 4)) {
            svg.append(line("grid", 44, y.at(tick), WIDTH - RIGHT, y.at(tick)));
            svg.append(label("tick", 38, y.at(tick) + 4, "end", number(tick)));
        }
        for (double tick : ticks(x.low(), x.high(), 8)) {
            if (tick == Math.rint(tick)) {
                svg.append(label("tick", x.at(tick), 214, "middle", number(tick)));
            }
        }
        StringBuilder legend = new StringBuilder("<ul class=\"legend\" aria-hidden=\"true\">");
        List<String> words = new ArrayList<>();
        for (int i = 0; i < drawn.size(); i++) {
            Line one = drawn.get(i);
            String points = one.points().stream()
                    .map(p -> number(x.at(p[0])) + "," + number(y.at(p[1])))
                    .collect(Collectors.joining(" "));
            svg.append("<polyline class=\"line c%d\" points=\"%s\"/>".formatted(i % 6, points));
            legend.append("<li class=\"c%d\">%s</li>".formatted(i % 6, Html.text(one.name())));
            words.add("%s from %s to %s"
                    .formatted(
                            one.name(),
                            number(one.points().get(0)[1]),
                            number(one.points().get(one.points().size() - 1)[1])));
        }
        return figure(
                title,
                String.join("; ", words),
                220,
                svg,
                legend.append("</ul>").toString());
    }

    /** Round numbers from low to high, so many or fewer. */
    static List<Double> ticks(double low, double high, int about) {
        double rough = (high > low ? high - low : 1) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = DoubleStream.of(1, 2, 5, 10)
                .map(factor -> factor * power)
                .filter(candidate -> candidate >= rough * (1 - 1e-9))
                .findFirst()
                .orElseThrow();
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
            ticks.add(Math.round(i * step * 1e9) / 1e9);
        }
        return ticks;
    }

    /** From values to pixels; y's pixels run downwards, so that {@code start} may be above {@code end}. */
    record Scale(double low, double high, double start, double end) {

        static Scale over(List<Line> lines, int axis, double start, double end) {
            DoubleStream.Builder all = DoubleStream.builder();
            lines.forEach(line -> line.points().forEach(point -> all.add(point[axis])));
            var summary = all.build().summaryStatistics();
            return new Scale(summary.getMin(), summary.getMax(), start, end);
        }

        Scale from(double value) {
            return new Scale(Math.min(low, value), high, start, end);
        }

        double at(double value) {
            return start + (high > low ? (value - low) / (high - low) : 0) * (end - start);
        }
    }

    /** At most three decimals, none that are 0. */
    static String number(double value) {
        double rounded = Math.round(value * 1000) / 1000.0;
        return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
    }

    private static String line(String kind, double x1, double y1, double x2, double y2) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(kind, number(x1), number(y1), number(x2), number(y2));
    }

    private static String label(String kind, double x, double y, String anchor, String text) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(kind, number(x), number(y), anchor, Html.text(text));
    }

    private static String figure(String title, String words, int height, CharSequence svg, String legend) {
        return "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>%s</figure>"
                .formatted(Html.text(title), WIDTH, height, Html.text(title + ". " + words), svg, legend);
    }
}
