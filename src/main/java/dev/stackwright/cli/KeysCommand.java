package dev.stackwright.cli;

import dev.stackwright.access.ApiKey;
import dev.stackwright.access.ApiKeys;
import dev.stackwright.access.ApiKeys.Listed;
import dev.stackwright.access.Role;
import dev.stackwright.app.Services;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: who may call the server. */
@Command(
        name = "keys",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes and revokes the keys that callers of 'serve' show.",
            "They are asked for where the server can be reached from other machines.",
            ""
        })
final class KeysCommand extends StackwrightCommand.Group {

    static CommandLine commandLine(CommandContext context) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new Add(context))
                .addSubcommand(new ListKeys(context))
                .addSubcommand(new Revoke(context));
    }

    /** {@code keys add}. */
    @Command(
            name = "add",
            description = {
                "Makes a key and prints it, this once: only a digest of it is kept.",
                "A running server takes it within seconds.",
                ""
            })
    static final class Add extends StackwrightCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "Whose key it is, for people.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String name;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                split = ",",
                description = "What it may do: classify, train or promote; may be repeated. Each may read the rest.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private List<Role> roles;

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        Add(CommandContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            var unused = Errors.read(spec, "", () -> ApiKey.checkedName(name));
            return super.call();
        }

        @Override
        int work(Services services) {
            ApiKeys.Made made = services.keys().add(name, roles);
            if (json) {
                context.console()
                        .json(Map.of(
                                "id", made.key().id(),
                                "name", made.key().name(),
                                "roles", made.key().roles(),
                                "key", made.text()));
            } else {
                context.console().print(made.text());
                context.console()
                        .say("Keep it: it is not shown again. Callers send it as 'Authorization: Bearer "
                                + made.text().substring(0, ApiKeys.PREFIX.length() + 4) + "…'.");
            }
            return DONE;
        }
    }

    /** {@code keys list}. */
    @Command(
            name = "list",
            description = {"Lists the keys, those that were revoked too.", ""})
    static final class ListKeys extends StackwrightCommand {

        ListKeys(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            List<Listed> keys = services.keys().list();
            show(keys, json ? "" : text(keys));
            return DONE;
        }

        private static String text(List<Listed> keys) {
            if (keys.isEmpty()) {
                return "no keys; 'stackwright keys add' makes one";
            }
            Table table = new Table("id", "name", "roles", "made", "state");
            for (Listed key : keys) {
                table.row(
                        key.id(),
                        key.name() == null ? "" : Tables.cell(key.name()),
                        key.roles() == null
                                ? ""
                                : key.roles().stream().map(Role::text).collect(Collectors.joining(", ")),
                        key.created() == null ? "" : Formats.instant(key.created()),
                        state(key));
            }
            return table.text();
        }

        private static String state(Listed key) {
            if (key.damaged() != null) {
                return "damaged: " + key.damaged();
            }
            return key.revoked() == null ? "valid" : "revoked " + Formats.instant(key.revoked());
        }
    }

    /** {@code keys revoke}. */
    @Command(
            name = "revoke",
            description = {"Revokes a key for good. A running server refuses it within seconds.", ""})
    static final class Revoke extends StackwrightCommand {

        @Parameters(index = "0", paramLabel = "ID", description = "Its id, as 'keys list' shows it.")
        @SuppressWarnings("NullAway.Init") // set by picocli
        private String id;

        Revoke(CommandContext context) {
            super(context);
        }

        @Override
        int work(Services services) {
            services.keys().revoke(id);
            show(Map.of("revoked", id), "key " + id + " is revoked");
            return DONE;
        }
    }
}
