package dev.stackwright.cli;

import dev.stackwright.app.Services;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ensembles}: what was published. */
@Command(
        name = "ensembles",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Looks at published ensembles and decides which version is served.", ""})
final class EnsemblesCommand extends StackwrightCommand.Group {

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new EnsemblesCommand())
                .addSubcommand(new EnsemblesList(context))
                .addSubcommand(new Show(context))
                .addSubcommand(new VersionCommands.Report(context))
                .addSubcommand(new ComparisonCommands.Diff(context))
                .addSubcommand(new ComparisonCommands.Card(context))
                .addSubcommand(new VersionCommands.Export(context))
                .addSubcommand(new PromotionCommands.Promote(context))
                .addSubcommand(new PromotionCommands.Rollback(context))
                .addSubcommand(new VersionCommands.Verify(context));
    }

    /** A command about one ensemble. */
    abstract static class OneEnsemble extends StackwrightCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the ensemble.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        EnsembleName name;

        OneEnsemble(CommandContext context) {
            super(context);
        }

        /** The version that was asked for, else the one in force. @throws UnknownEnsembleException when there is none */
        final EnsembleVersion versionOr(@Nullable EnsembleVersion asked, EnsembleRepository ensembles) {
            return asked != null
                    ? asked
                    : ensembles
                            .promoted(name)
                            .map(Promotion::version)
                            .orElseThrow(() -> new UnknownEnsembleException("no version of an ensemble " + name
                                    + " is promoted; 'stackwright ensembles list' shows what there is"));
        }

        /** @throws UnknownEnsembleException when there is no such version */
        final Manifest manifest(EnsembleVersion version, EnsembleRepository ensembles) {
            return ensembles
                    .manifest(name, version)
                    .orElseThrow(() -> new UnknownEnsembleException(
                            "there is no version " + version + " of " + name + "; it has " + ensembles.versions(name)));
        }

        /** Who acts, for the record of promotions. */
        static String actor() {
            return System.getProperty("user.name", "unknown") + " at the command line";
        }
    }

    /** {@code ensembles show}. */
    @Command(
            name = "show",
            description = {
                "Shows a version and the promotions of its ensemble.",
                "Labels, members, accuracies, and who promoted what. With --json it prints the manifest.",
                ""
            })
    static final class Show extends OneEnsemble {

        @Mixin
        private VersionOption version = new VersionOption();

        Show(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            EnsembleVersion wanted = versionOr(version.version, services.ensembles());
            Manifest manifest = manifest(wanted, services.ensembles());
            EnsembleRepository ensembles = services.ensembles();
            show(
                    manifest,
                    json
                            ? ""
                            : text(manifest, Curves.text(ensembles, manifest), ensembles.promotions(name))
                                    + EnsemblesList.damaged(ensembles.damage(name)));
            return DONE;
        }

        private static String text(Manifest m, String curves, List<Promotion> promotions) {
            Table history = new Table("promotion", "version", "at", "by", "why");
            for (Promotion p : promotions) {
                history.row(Long.toString(p.number()), p.version().value(), Formats.instant(p.at()), p.by(), p.why());
            }
            String members =
                    m.members().stream().map(Manifest.MemberEntry::network).collect(Collectors.joining(", "));
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
                            Tables.labels(m.labels().names()),
                            members,
                            m.stack(),
                            m.imageSpec().size(),
                            m.imageSpec().size(),
                            Tables.accuracies(m.figures()) + (curves.isEmpty() ? "" : "\n\n" + curves),
                            Optional.of(promotions)
                                    .filter(all -> !all.isEmpty())
                                    .map(all -> history.text())
                                    .orElse("never promoted"));
        }
    }

    /** Which version of an ensemble. */
    static final class VersionOption {

        @Option(
                names = "--of",
                paramLabel = "VERSION",
                description = "The version, e.g. 20261124t081500z-3f2a9c1b; the promoted one unless told otherwise.")
        @Nullable
        EnsembleVersion version;
    }

    /** The commands below {@code ensembles} that decide which version is served. */
    static final class PromotionCommands {

        private PromotionCommands() {}

        /** {@code ensembles promote}. */
        @Command(
                name = "promote",
                description = {"Makes a version the one that is served.", ""})
        static final class Promote extends EnsemblesCommand.OneEnsemble {

            @Parameters(
                    index = "1",
                    paramLabel = "VERSION",
                    description = "The version, e.g. 20261124t081500z-3f2a9c1b.")
            @SuppressWarnings("NullAway.Init") // set by picocli
            private EnsembleVersion version;

            @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
            private String why = "promoted by hand";

            Promote(CommandContext context) {
                super(context);
            }

            @Override
            int work(Services services) {
                Promotion promotion = services.ensembles().promote(name, version, actor(), why);
                show(promotion, name + " serves " + promotion.version() + " (promotion " + promotion.number() + ")");
                return DONE;
            }
        }

        /** {@code ensembles rollback}. */
        @Command(
                name = "rollback",
                description = {
                    "Serves the version again that was served before.",
                    "This is a promotion like any other: nothing is deleted.",
                    ""
                })
        static final class Rollback extends EnsemblesCommand.OneEnsemble {

            @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
            private String why = "rolled back by hand";

            Rollback(CommandContext context) {
                super(context);
            }

            @Override
            int work(Services services) {
                Promotion promotion = services.ensembles().rollback(name, actor(), why);
                show(
                        promotion,
                        name + " serves " + promotion.version() + " again (promotion " + promotion.number() + ")");
                return DONE;
            }
        }
    }
}
