package dev.stackwright.train.report.html;

import dev.stackwright.common.Printable;
import java.util.List;

/** Text that becomes part of HTML: nothing of it is ever taken for markup. */
final class Html {

    /** A name longer than this says no more to a person. */
    private static final int LONGEST = 300;

    private Html() {}

    /** Text for an element or an attribute in double quotes; what steers a terminal or turns the direction is shown. */
    static String text(String any) {
        String shown = Printable.line(any);
        if (shown.length() > LONGEST) {
            shown = shown.substring(0, shown.offsetByCodePoints(0, shown.codePointCount(0, LONGEST))) + "…";
        }
        return shown.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A table whose cells are HTML already; the first of a row is its head. */
    static String table(List<String> head, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        head.forEach(cell -> html.append(cell.isEmpty() ? "<td></td>" : "<th scope=\"col\">" + cell + "</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(i == 0 ? "<th scope=\"row\">" + row.get(i) + "</th>" : "<td>" + row.get(i) + "</td>");
            }
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    /** A list whose items are HTML already; nothing where there are none. */
    static String list(List<String> items) {
        return items.isEmpty() ? "" : "<ul><li>" + String.join("</li><li>", items) + "</li></ul>";
    }

    /** A part of the page; nothing where it has no content. */
    static String section(String title, String content) {
        return content.isBlank() ? "" : "<section><h2>" + text(title) + "</h2>" + content + "</section>\n";
    }
}
