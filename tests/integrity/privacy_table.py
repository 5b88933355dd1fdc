"""Who may do what with what of Party life and integrity: written out by hand, as the Party committee would decide it.

Persons: admin (administrator), office, quality, head (of 内科 A01, to which the things belong), head2 (of 外科),
leader, comm (health commission), viewer, sec (secretary of 第一党支部 b1, to which the things belong), sec2 (of b2),
disc (discipline), self (nobody's role; the person whom the things are about), out (office of another hospital), disc2
(discipline officer of another hospital).

Cells: y done, or shown with the telling word; m shown, people masked; 0 opens without it; - refused; ? not there (404).
"""

TABLE = """
object            action   admin office quality head head2 leader comm viewer sec sec2 disc self out disc2
letters           list     y     y      y       y    0     y      -    y      -   -    y    -    0   0
letters           open     y     y      y       y    -     -      -    -      -   -    y    -    -   -
letters           history  y     y      y       y    -     y      -    y      -   -    y    -    -   -
letters           edit     y     y      y       y    -     -      -    -      -   -    y    -    -   -
letters           export   y     y      y       y    0     -      -    -      -   -    -    -    0   -
letters           overview y     y      y       y    0     y      -    y      0   0    y    -    0   0
letters           API      y     y      y       y    0     y      ?    y      ?   ?    y    ?    ?   ?
risk_points       list     y     y      y       y    0     y      -    y      -   -    y    -    0   0
risk_points       open     y     y      y       y    -     -      -    -      -   -    y    -    -   -
risk_points       edit     y     y      y       y    -     -      -    -      -   -    y    -    -   -
risk_points       export   y     y      y       y    0     -      -    -      -   -    -    -    0   -
risk_points       API      y     y      y       y    0     y      ?    y      ?   ?    y    ?    ?   ?
ethics            list     -     y      -       -    -     -      -    -      -   -    -    -    0   -
ethics            open     -     y      -       -    -     -      -    -      -   -    -    -    -   -
ethics            history  -     y      -       -    -     -      -    -      -   -    -    -    -   -
ethics            edit     -     y      -       -    -     -      -    -      -   -    -    -    -   -
ethics            export   -     y      -       -    -     -      -    -      -   -    -    -    0   -
activity          list     y     y      y       -    -     y      -    y      y   0    y    -    0   0
activity          open     y     y      y       -    -     -      -    -      y   -    y    -    -   -
activity          edit     y     y      y       -    -     -      -    -      y   -    y    -    -   -
activity          export   y     y      y       -    -     -      -    -      y   0    -    -    0   -
attendance        list     -     y      -       -    -     -      -    -      y   0    -    -    0   -
attendance        open     -     y      -       -    -     -      -    -      y   -    -    -    -   -
attendance        history  -     y      -       -    -     -      -    -      y   -    -    -    -   -
attendance        edit     -     y      -       -    -     -      -    -      y   -    -    -    -   -
attendance        export   -     y      -       -    -     -      -    -      y   0    -    -    0   -
clue              list     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   0
clue              open     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   ?
clue              history  ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   ?
clue              edit     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   ?
clue              export   ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    ?    ?    ?   ?
clue              import   ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   y
violation         list     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   0
violation         open     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   ?
violation         edit     ?     ?      ?       ?    ?     ?      ?    ?      ?   ?    y    ?    ?   ?
duty_matrix       list     y     y      y       0    0     y      -    y      y   0    y    -    -   -
duty_matrix       open     y     y      y       -    -     y      -    y      y   -    y    -    -   -
duty_matrix       export   y     y      y       0    0     y      -    y      y   0    y    -    -   -
duty_matrix       API      y     y      y       0    0     y      ?    y      y   0    y    ?    ?   ?
development       list     -     m      0       0    0     m      -    -      m   0    0    -    ?   ?
development       open     ?     m      ?       ?    ?     m      ?    ?      m   ?    ?    y    ?   ?
development       edit     ?     -      ?       ?    ?     -      ?    ?      y   ?    ?    -    ?   ?
development       export   -     y      -       -    -     -      -    -      y   -    -    -    ?   ?
development       dossier  ?     y      ?       ?    ?     -      ?    ?      y   ?    ?    -    ?   ?
development       API      ?     m      ?       ?    ?     m      ?    ?      m   ?    ?    y    ?   ?
roll              list     -     y      -       -    -     y      -    -      y   0    -    -    0   -
roll              open     ?     m      ?       ?    ?     m      ?    ?      m   ?    ?    ?    ?   ?
roll              reveal   -     y      -       -    -     -      -    -      y   -    -    -    -   -
roll              export   -     y      -       -    -     -      -    -      -   -    -    -    -   -
file              open     ?     m      ?       ?    ?     m      ?    ?      m   ?    ?    y    ?   ?
file              contact  -     y      -       -    -     -      -    -      y   -    -    y    -   -
file              identity -     y      -       -    -     -      -    -      m   -    -    y    -   -
dues              list     ?     m      ?       ?    ?     -      ?    ?      m   ?    ?    ?    ?   ?
dues              export   ?     y      ?       ?    ?     -      ?    ?      y   ?    ?    ?    ?   ?
dues              edit     ?     y      ?       ?    ?     -      ?    ?      y   ?    ?    ?    ?   ?
ballots           list     ?     y      ?       ?    ?     y      ?    ?      y   ?    ?    ?    ?   ?
ballots           open     ?     m      ?       ?    ?     m      ?    ?      m   ?    ?    ?    ?   ?
ballots           edit     ?     y      ?       ?    ?     -      ?    ?      y   ?    ?    ?    ?   ?
branch            open     y     y      y       -    -     y      -    y      y   -    y    -    -   -
branch            API      y     y      y       -    -     y      -    y      y   -    y    -    -   -
"""
