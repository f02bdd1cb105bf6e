package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ensembles show}. */
@Command(
        name = "show",
        description = {
            "Shows a version and the promotions of its ensemble.",
            "Labels, members, accuracies, and who promoted what. With --json it prints the manifest.",
            ""
        })
final class EnsemblesShow extends EnsembleCommand {

    @Mixin
    private VersionOption version = new VersionOption();

    EnsemblesShow(CommandContext place) {
        super(place);
    }

    @Override
    int work(Services rooms) {
        EnsembleVersion wanted = versionOr(version.version, rooms.ensembles());
        Manifest manifest = manifest(wanted, rooms.ensembles());
        show(manifest, json ? "" : text(manifest, rooms.ensembles().promotions(name)));
        return DONE;
    }

    private static String text(Manifest m, List<Promotion> promotions) {
        Table history = new Table("promotion", "version", "at", "by", "why");
        for (Promotion p : promotions) {
            history.row(Long.toString(p.number()), p.version().value(), Formats.instant(p.at()), p.by(), p.why());
        }
        String members = m.members().stream().map(Manifest.MemberEntry::network).collect(Collectors.joining(", "));
        return """
            %s, version %s of %s
            labels   %s
            members  %s, joined by %s
            images   %d x %d

            %s

            %s\
            """.formatted(
                        m.ensemble(),
                        m.version(),
                        Formats.instant(m.createdAt()),
                        String.join(", ", m.labels().names()),
                        members,
                        m.stack(),
                        m.imageSpec().size(),
                        m.imageSpec().size(),
                        Tables.accuracies(m.figures()),
                        Optional.of(promotions)
                                .filter(all -> !all.isEmpty())
                                .map(all -> history.text())
                                .orElse("never promoted"));
    }
}
