package dev.stackwright.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.app.Services;
import dev.stackwright.common.Percent;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Promotion;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code ensembles list}. */
@Command(
        name = "list",
        description = {"Lists ensembles, their versions, and which one is served.", ""})
final class EnsemblesList extends StackwrightCommand {

    EnsemblesList(CommandContext context) {
        super(context);
    }

    /**
     * An ensemble.
     *
     * @param accuracy of the promoted version; absent where it was not measured
     * @param validationImages on which it was measured; absent where none is promoted or its manifest is damaged
     */
    record Row(
            EnsembleName ensemble,
            List<EnsembleVersion> versions,
            @Nullable EnsembleVersion promoted,
            @Nullable Double accuracy,
            @Nullable Integer validationImages,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> damaged) {}

    @Override
    int work(Services services) {
        List<Row> rows = services.ensembles().names().stream()
                .map(name -> row(name, services.ensembles()))
                .toList();
        show(rows, rows.isEmpty() ? "No ensembles yet. Make one: stackwright train --help" : text(rows));
        return rows.stream().allMatch(row -> row.damaged().isEmpty()) ? DONE : Errors.FAILED;
    }

    private static Row row(EnsembleName name, EnsembleRepository ensembles) {
        EnsembleVersion promoted =
                ensembles.promoted(name).map(Promotion::version).orElse(null);
        ValidationScores figures = promoted == null ? null : figures(name, promoted, ensembles);
        return new Row(
                name,
                ensembles.versions(name),
                promoted,
                figures == null || !figures.measured()
                        ? null
                        : figures.ensemble().accuracy(),
                figures == null ? null : figures.validationImages(),
                ensembles.damage(name));
    }

    private static @Nullable ValidationScores figures(
            EnsembleName name, EnsembleVersion promoted, EnsembleRepository ensembles) {
        try {
            return ensembles.manifest(name, promoted).map(Manifest::figures).orElse(null);
        } catch (EnsembleDamagedException e) {
            return null; // said among the damaged
        }
    }

    private static String text(List<Row> rows) {
        Table table = new Table("ensemble", "versions", "served", "accuracy");
        for (Row row : rows) {
            table.row(
                    row.ensemble().value(),
                    Integer.toString(row.versions().size()),
                    row.promoted() == null ? "none" : row.promoted().value(),
                    accuracy(row));
        }
        return table.text()
                + damaged(rows.stream().flatMap(row -> row.damaged().stream()).toList());
    }

    private static String accuracy(Row row) {
        if (row.accuracy() != null) {
            return Percent.of(row.accuracy());
        }
        return row.validationImages() == null ? "" : "no validation photos";
    }

    /** A line for each fault, or nothing. */
    static String damaged(List<String> faults) {
        return faults.stream().map(fault -> "\ndamaged: " + fault).collect(Collectors.joining());
    }
}
