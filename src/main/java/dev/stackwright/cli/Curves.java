package dev.stackwright.cli;

import dev.stackwright.common.Json.MalformedJsonException;
import dev.stackwright.common.Percent;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.train.TrainedMember.TrainingHistory.Epoch;
import dev.stackwright.train.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How training went by its report, for people: where each curve begins and ends, and what departs from the article. */
final class Curves {

    private Curves() {}

    /** By the report of a version, or why it cannot be read; empty where no epochs were watched on the validation part. */
    static String text(EnsembleRepository ensembles, Manifest manifest) {
        try {
            return text(Report.of(ensembles, manifest));
        } catch (EnsembleDamagedException | MalformedJsonException e) {
            return "no curves: " + e.getMessage();
        }
    }

    static String text(Report report) {
        Table table =
                new Table("epochs, first → last", "", "loss", "accuracy", "validation loss", "validation accuracy");
        List<String> rows = new ArrayList<>();
        report.curves().forEach(curve -> add(table, rows, curve.network(), curve.epochs()));
        add(table, rows, "ensemble", report.stack().epochs());
        if (rows.isEmpty()) {
            return "";
        }
        String departures = report.departures().stream()
                .map(departure -> "\n  - " + departure)
                .collect(Collectors.joining());
        return table.text() + (departures.isEmpty() ? "" : "\n\nDepartures from the article:" + departures);
    }

    private static void add(Table table, List<String> rows, String name, List<Epoch> epochs) {
        List<Epoch> watched =
                epochs.stream().filter(e -> e.validationLogLoss() != null).toList();
        if (watched.isEmpty()) {
            return;
        }
        rows.add(name);
        table.row(
                name,
                watched.get(0).epoch() + " → " + watched.get(watched.size() - 1).epoch(),
                ends(watched, Epoch::loss, Curves::loss),
                ends(watched, Epoch::accuracy, Percent::of),
                ends(watched, Epoch::validationLogLoss, Curves::loss),
                ends(watched, Epoch::validationAccuracy, Percent::of));
    }

    private static String ends(
            List<Epoch> epochs, Function<Epoch, @Nullable Double> which, DoubleFunction<String> format) {
        List<String> values = epochs.stream()
                .map(which)
                .filter(Objects::nonNull)
                .map(value -> format.apply(value))
                .toList();
        return values.isEmpty() ? "" : values.get(0) + " → " + values.get(values.size() - 1);
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
