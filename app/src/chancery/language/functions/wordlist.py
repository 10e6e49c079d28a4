"""The site's own words in other languages, for what no author writes: buttons and labels of the page."""

from __future__ import annotations

# By language, then by the English words. An interview's own labels come before these.
WORDS: dict[str, dict[str, str]] = {
    "es": {
        "Continue": "Seguir", "Resume": "Reanudar", "Back": "Atrás", "Yes": "Sí", "No": "No", "I don’t know": "No sé",
        "Exit": "Salir", "Restart": "Empezar de nuevo", "Leave": "Irse", "Help": "Ayuda", "Menu": "Menú",
        "Preview": "Avance", "Edit": "Editar", "Delete": "Borrar", "Add another": "Añadir otro",
        "Add an item": "Añadir uno", "None of the above": "Ninguna de las anteriores",
        "All of the above": "Todas las anteriores", "and": "y", "or": "o",
        "The following document has been created for you.": "Se ha creado el siguiente documento para usted.",
        "The following documents have been created for you.": "Se han creado los siguientes documentos para usted.",
        "and erase my answers": "y borrar mis respuestas", "Words explained": "Palabras explicadas",
        "Optional": "Opcional", "Please check this": "Revise lo siguiente", "Please check these": "Revise lo siguiente",
        "Or type your name": "O escriba su nombre", "Clear": "Borrar", "Back to question": "Volver a la pregunta",
        "Close": "Cerrar", "Actions": "Acciones", "Up": "Subir", "Down": "Bajar", "n/a": "n/d",
        "Please enter a valid value.": "Escriba un valor válido.",
        "You need to fill this in.": "Tiene que completar este campo.",
        "You need to choose one of these.": "Tiene que elegir una de estas opciones.",
        "You need to choose one of these or type something else.":
        "Tiene que elegir una de estas opciones o escribir otra cosa.",
        "Check at least one option, or check “%s”.": "Marque al menos una opción, o marque «%s».",
        "You need to check at least %s of these.": "Tiene que marcar al menos %s de estas opciones.",
        "You can check no more than %s of these.": "No puede marcar más de %s de estas opciones.",
        "You need to select at least %s of these.": "Tiene que seleccionar al menos %s de estas opciones.",
        "You can select no more than %s of these.": "No puede seleccionar más de %s de estas opciones.",
        "You must type at least %s characters.": "Tiene que escribir al menos %s caracteres.",
        "You can type no more than %s characters here.": "No puede escribir más de %s caracteres aquí.",
        "You need to enter a number that is at least %s.": "Escriba un número que sea por lo menos %s.",
        "You need to enter a number that is at most %s.": "Escriba un número que no sea mayor que %s.",
        "You need to enter a date on or after %s.": "Escriba una fecha que no sea anterior al %s.",
        "You need to enter a date on or before %s.": "Escriba una fecha que no sea posterior al %s.",
        "You need to enter a time at or after %s.": "Escriba una hora que no sea anterior a las %s.",
        "You need to enter a time at or before %s.": "Escriba una hora que no sea posterior a las %s.",
        "You need to enter a multiple of %s.": "Escriba un múltiplo de %s.",
        "You need to enter a number, for instance 12.50.": "Escriba un número, por ejemplo 12.50.",
        "You need to enter a whole number, for instance 12.": "Escriba un número entero, por ejemplo 12.",
        "You need to enter an amount of money, for instance 12.50.":
        "Escriba una cantidad de dinero, por ejemplo 12.50.",
        "You need to enter a date, for instance 2026-04-30.": "Escriba una fecha, por ejemplo 2026-04-30.",
        "You need to enter a time, for instance 16:30.": "Escriba una hora, por ejemplo 16:30.",
        "You need to enter a date and a time, for instance 2026-04-30 16:30.":
        "Escriba una fecha y una hora, por ejemplo 2026-04-30 16:30.",
        "You need to enter an e-mail address, for instance name@example.org.":
        "Escriba una dirección de correo electrónico, por ejemplo nombre@example.org.",
        "Choose one of the options that are offered.": "Elija una de las opciones que se ofrecen.",
        "Check at least one option.": "Marque al menos una opción.",
        "Select at least one option.": "Seleccione al menos una opción.",
        "You need to choose a file.": "Tiene que elegir un archivo.",
        "You need to sign here, or type your name.": "Firme aquí o escriba su nombre.",
        "Files of this kind are not taken. Send it as PDF, JPEG, PNG, DOCX, a text or a ZIP archive.":
        "No se aceptan archivos de este tipo. Envíelo como PDF, JPEG, PNG, DOCX, texto o archivo ZIP.",
        "This file is not what its name says. Save it again under the right kind, and choose that.":
        "Este archivo no es lo que dice su nombre. Guárdelo de nuevo con el tipo correcto y elija ese.",
        "This file cannot be read; it may be damaged. Save or photograph it again, and choose that.":
        "Este archivo no se puede leer; puede estar dañado. Guárdelo o fotografíelo de nuevo y elija ese.",
        "This PDF is locked with a password. Save it without one, and choose that.":
        "Este PDF está protegido con una contraseña. Guárdelo sin ella y elija ese.",
        "Files of this kind may have at most 15 MB. Choose a smaller one, or send it in a ZIP archive.":
        "Los archivos de este tipo pueden tener como máximo 15 MB. Elija uno más pequeño o envíelo en un archivo ZIP.",
        "This file is too large once it is opened. Choose one with fewer pixels, pages or parts.":
        "Este archivo es demasiado grande una vez abierto. Elija uno con menos píxeles, páginas o partes.",
        "File": "Archivo",
        "You need to choose a file of one of these kinds: %s.":
        "Tiene que elegir un archivo de uno de estos tipos: %s.",
        "That number is too long to be right.": "Ese número es demasiado largo.", "year": "año", "month": "mes",
        "week": "semana", "day": "día", "hour": "hora", "minute": "minuto", "second": "segundo", "Per Month": "Por mes",
        "Per Year": "Por año", "Per Week": "Por semana", "Twice Per Month": "Dos veces al mes",
        "Every Two Weeks": "Cada dos semanas",
        "Watch the film on YouTube": "Ver la película en YouTube",
        "Watch the film on Vimeo": "Ver la película en Vimeo", "Path": "Ruta", "Floor": "Piso", "Room": "Sala",
        "Recording": "Grabación", "Open the recording": "Abrir la grabación",
    },
    "fr": {
        "Watch the film on YouTube": "Regarder le film sur YouTube", "Path": "Chemin",
        "Watch the film on Vimeo": "Regarder le film sur Vimeo",
        "Recording": "Enregistrement", "Open the recording": "Ouvrir l’enregistrement",
        "Continue": "Continuer", "Resume": "Reprendre", "Back": "Retour", "Yes": "Oui", "No": "Non",
        "I don’t know": "Je ne sais pas", "Exit": "Quitter", "Restart": "Recommencer", "Leave": "Partir",
        "Help": "Aide", "Menu": "Menu", "Preview": "Aperçu", "Edit": "Modifier", "Delete": "Supprimer",
        "Add another": "Ajouter un autre", "Add an item": "Ajouter", "None of the above": "Aucune de ces réponses",
        "All of the above": "Toutes ces réponses", "and": "et", "or": "ou",
        "The following document has been created for you.": "Le document suivant a été créé pour vous.",
        "The following documents have been created for you.": "Les documents suivants ont été créés pour vous.",
        "and erase my answers": "et effacer mes réponses", "Words explained": "Mots expliqués",
        "Optional": "Facultatif", "Please check this": "Veuillez vérifier ceci",
        "Please check these": "Veuillez vérifier ceci", "Or type your name": "Ou tapez votre nom", "Clear": "Effacer",
        "Back to question": "Retour à la question", "Close": "Fermer", "Actions": "Actions", "Up": "Monter",
        "Down": "Descendre", "n/a": "s. o.", "Please enter a valid value.": "Veuillez entrer une valeur valable.",
        "You need to fill this in.": "Vous devez remplir ce champ.",
        "You need to choose one of these.": "Vous devez choisir une de ces réponses.",
        "You need to choose one of these or type something else.":
        "Vous devez choisir une de ces réponses ou en taper une autre.",
        "Check at least one option, or check “%s”.": "Cochez au moins une réponse, ou cochez « %s ».",
        "You need to check at least %s of these.": "Vous devez en cocher au moins %s.",
        "You can check no more than %s of these.": "Vous ne pouvez pas en cocher plus de %s.",
        "You need to select at least %s of these.": "Vous devez en choisir au moins %s.",
        "You can select no more than %s of these.": "Vous ne pouvez pas en choisir plus de %s.",
        "You must type at least %s characters.": "Vous devez taper au moins %s caractères.",
        "You can type no more than %s characters here.": "Vous ne pouvez pas taper plus de %s caractères ici.",
        "You need to enter a number that is at least %s.": "Entrez un nombre qui vaut au moins %s.",
        "You need to enter a number that is at most %s.": "Entrez un nombre qui vaut au plus %s.",
        "You need to enter a date on or after %s.": "Entrez une date qui n’est pas avant le %s.",
        "You need to enter a date on or before %s.": "Entrez une date qui n’est pas après le %s.",
        "You need to enter a time at or after %s.": "Entrez une heure qui n’est pas avant %s.",
        "You need to enter a time at or before %s.": "Entrez une heure qui n’est pas après %s.",
        "You need to enter a multiple of %s.": "Entrez un multiple de %s.",
        "You need to enter a number, for instance 12.50.": "Entrez un nombre, par exemple 12.50.",
        "You need to enter a whole number, for instance 12.": "Entrez un nombre entier, par exemple 12.",
        "You need to enter an amount of money, for instance 12.50.": "Entrez un montant, par exemple 12.50.",
        "You need to enter a date, for instance 2026-04-30.": "Entrez une date, par exemple 2026-04-30.",
        "You need to enter a time, for instance 16:30.": "Entrez une heure, par exemple 16:30.",
        "You need to enter a date and a time, for instance 2026-04-30 16:30.":
        "Entrez une date et une heure, par exemple 2026-04-30 16:30.",
        "You need to enter an e-mail address, for instance name@example.org.":
        "Entrez une adresse électronique, par exemple nom@example.org.",
        "Choose one of the options that are offered.": "Choisissez une des réponses proposées.",
        "Check at least one option.": "Cochez au moins une réponse.",
        "Select at least one option.": "Choisissez au moins une réponse.",
        "You need to choose a file.": "Vous devez choisir un fichier.",
        "You need to sign here, or type your name.": "Signez ici ou tapez votre nom.",
        "Files of this kind are not taken. Send it as PDF, JPEG, PNG, DOCX, a text or a ZIP archive.":
        "Les fichiers de ce type ne sont pas acceptés. Envoyez-le en PDF, JPEG, PNG, DOCX, texte ou archive ZIP.",
        "This file is not what its name says. Save it again under the right kind, and choose that.":
        "Ce fichier n’est pas ce que dit son nom. Enregistrez-le de nouveau dans le bon type et choisissez celui-là.",
        "This file cannot be read; it may be damaged. Save or photograph it again, and choose that.":
        "Ce fichier ne peut pas être lu ; il est peut-être abîmé. Enregistrez-le ou photographiez-le de nouveau.",
        "This PDF is locked with a password. Save it without one, and choose that.":
        "Ce PDF est protégé par un mot de passe. Enregistrez-le sans mot de passe et choisissez celui-là.",
        "Files of this kind may have at most 15 MB. Choose a smaller one, or send it in a ZIP archive.":
        "Un fichier de ce type a au plus 15 Mo. Choisissez-en un plus petit, ou envoyez-le dans une archive ZIP.",
        "This file is too large once it is opened. Choose one with fewer pixels, pages or parts.":
        "Ce fichier est trop grand une fois ouvert. Choisissez-en un avec moins de pixels, de pages ou de parties.",
        "File": "Fichier",
        "You need to choose a file of one of these kinds: %s.": "Vous devez choisir un fichier d’un de ces types : %s.",
        "That number is too long to be right.": "Ce nombre est trop long pour être juste.", "year": "an",
        "month": "mois", "week": "semaine", "day": "jour", "hour": "heure", "minute": "minute", "second": "seconde",
        "Per Month": "Par mois", "Per Year": "Par an", "Per Week": "Par semaine",
        "Twice Per Month": "Deux fois par mois", "Every Two Weeks": "Toutes les deux semaines", "Floor": "Étage",
        "Room": "Salle",
    },
}  # fmt: skip
