package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Promotion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code ensembles list}. */
@Command(
        name = "list",
        description = {"Lists ensembles, their versions, and which one is served.", ""})
final class EnsemblesList extends StackwrightCommand {

    EnsemblesList(CommandContext place) {
        super(place);
    }

    record Row(
            EnsembleName ensemble,
            List<EnsembleVersion> versions,
            @Nullable EnsembleVersion promoted,
            @Nullable Double accuracy) {}

    @Override
    int work(Services rooms) {
        List<Row> rows = rooms.ensembles().names().stream()
                .map(name -> row(name, rooms.ensembles()))
                .toList();
        show(rows, rows.isEmpty() ? "No ensembles yet. Make one: stackwright train --help" : text(rows));
        return DONE;
    }

    private static Row row(EnsembleName name, EnsembleRepository ensembles) {
        EnsembleVersion promoted =
                ensembles.promoted(name).map(Promotion::version).orElse(null);
        Double accuracy = promoted == null
                ? null
                : ensembles
                        .manifest(name, promoted)
                        .map(m -> m.figures().ensemble().accuracy())
                        .orElse(null);
        return new Row(name, ensembles.versions(name), promoted, accuracy);
    }

    private static String text(List<Row> rows) {
        Table table = new Table("ensemble", "versions", "served", "accuracy");
        for (Row row : rows) {
            table.row(
                    row.ensemble().value(),
                    Integer.toString(row.versions().size()),
                    row.promoted() == null ? "none" : row.promoted().value(),
                    row.accuracy() == null ? "" : Formats.percent(row.accuracy()));
        }
        return table.text();
    }
}
