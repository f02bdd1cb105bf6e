package dev.stackwright.event.parser;

import dev.stackwright.event.Delivery.Notice;
import java.util.List;
import java.util.Set;

/** What Amazon SNS wraps around an event: in records for Lambda, and as an envelope for queues. */
final class SnsReader {

    private static final String NOTIFICATION = "Notification";
    private static final Set<String> TYPES =
            Set.of(NOTIFICATION, "SubscriptionConfirmation", "UnsubscribeConfirmation");

    private SnsReader() {}

    static boolean isEnvelope(JsonCursor event) {
        return TYPES.contains(event.textOrEmpty("Type"));
    }

    static List<Notice> envelope(JsonCursor event) {
        String type = event.text("Type");
        return type.equals(NOTIFICATION)
                ? EventReader.notices(event.opened("Message"))
                : List.of(new Notice.Other("a " + type + " of SNS, which is for people to follow"));
    }

    static List<Notice> record(JsonCursor each) {
        return EventReader.notices(each.object("Sns").opened("Message"));
    }
}
