package dev.stackwright.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.time.Clock;

/** Parses the command line first; only commands that serve start Quarkus. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Screen screen = Screen.system();
        Place place = new Place(
                screen,
                Clock.systemUTC(),
                settings -> {
                    throw new UnsupportedOperationException("skeleton");
                },
                settings -> io.quarkus.runtime.Quarkus.run(args));
        int code = Root.commandLine(place).execute(args);
        screen.out().flush();
        System.exit(code);
    }
}
