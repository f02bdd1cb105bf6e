package dev.stackwright.cli;

import dev.stackwright.app.Server;
import java.util.Map;

/** The real server. */
final class QuarkusServer implements CommandContext.Server {

    @Override
    public void run(Map<String, String> settings) {
        Server.run(settings);
    }

    @Override
    public void stop() {
        Server.stop();
    }
}
